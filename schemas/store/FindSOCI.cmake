# SOCI as Debian ships it (libsoci-dev has no CMake configuration). Defines SOCI::soci with both backends.
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_CORE soci_core)
find_library(SOCI_SQLITE3 soci_sqlite3)
find_library(SOCI_POSTGRESQL soci_postgresql)
find_path(SOCI_PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SOCI REQUIRED_VARS SOCI_CORE SOCI_SQLITE3 SOCI_POSTGRESQL SOCI_INCLUDE_DIR
                                  SOCI_PQ_INCLUDE_DIR)

if(SOCI_FOUND AND NOT TARGET SOCI::soci)
  add_library(SOCI::soci INTERFACE IMPORTED)
  target_include_directories(SOCI::soci SYSTEM INTERFACE ${SOCI_INCLUDE_DIR} ${SOCI_INCLUDE_DIR}/soci
                             ${SOCI_PQ_INCLUDE_DIR})
  target_link_libraries(SOCI::soci INTERFACE ${SOCI_CORE} ${SOCI_SQLITE3} ${SOCI_POSTGRESQL})
endif()
