# SOCI as Debian ships it (libsoci-dev has no CMake configuration). Defines SOCI::soci with both backends, linked
# statically; libpq, which the one for PostgreSQL calls, is that of late_libpq.cpp.
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_CORE_ARCHIVE NAMES libsoci_core.a)
find_library(SOCI_SQLITE3_ARCHIVE NAMES libsoci_sqlite3.a)
find_library(SOCI_POSTGRESQL_ARCHIVE NAMES libsoci_postgresql.a)
find_path(SOCI_PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SOCI REQUIRED_VARS SOCI_CORE_ARCHIVE SOCI_SQLITE3_ARCHIVE SOCI_POSTGRESQL_ARCHIVE SOCI_INCLUDE_DIR
                                  SOCI_PQ_INCLUDE_DIR)

if(SOCI_FOUND AND NOT TARGET SOCI::soci)
  add_library(SOCI::soci INTERFACE IMPORTED)
  target_include_directories(SOCI::soci SYSTEM INTERFACE ${SOCI_INCLUDE_DIR} ${SOCI_INCLUDE_DIR}/soci
                             ${SOCI_PQ_INCLUDE_DIR})
  target_link_libraries(SOCI::soci INTERFACE ${SOCI_POSTGRESQL_ARCHIVE} ${SOCI_SQLITE3_ARCHIVE} ${SOCI_CORE_ARCHIVE} qingqian_libpq sqlite3
                                             ${CMAKE_DL_LIBS})
endif()
