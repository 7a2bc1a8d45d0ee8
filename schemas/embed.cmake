# qingqian_embed(<target> <root> <prefix> <file>...): an object library that holds the files, known at run time
# as <prefix><path below root>. Assembled with .incbin, so megabytes cost no compile time.
function(qingqian_embed target root prefix)
  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH relative ${root} ${file})
    set(symbol "${target}_${index}")
    string(APPEND assembly "    .global ${symbol}_begin\n    .global ${symbol}_end\n    .balign 16\n"
                           "${symbol}_begin:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "    {\"${prefix}${relative}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - "
                       "${symbol}_begin)}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target})
  file(CONFIGURE OUTPUT ${directory}/files.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${directory}/table.cpp @ONLY CONTENT
"#include \"base/embedded.hpp\"

extern \"C\" {
${declarations}}

namespace {
const qingqian::base::EmbeddedFile files[] = {
${rows}    {{}, {}}};
const bool registered = (qingqian::base::register_embedded(files, ${index}), true);
}  // namespace

bool ${target}_registered() { return registered; }
")
  set_source_files_properties(${directory}/files.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  add_library(${target} OBJECT ${directory}/files.S ${directory}/table.cpp)
  target_link_libraries(${target} PRIVATE qingqian_base)
endfunction()
