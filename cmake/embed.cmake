# Files compiled into the program, so that one binary is the whole installation.
# embed_files(TARGET NAMESPACE DIR PATTERN): defines NAMESPACE::embedded_files() (boards/embedded.hpp) in the target.
function(embed_files target namespace dir pattern)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/${pattern})
  set(output ${CMAKE_BINARY_DIR}/embedded/${dir}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace} -DDIR=${dir} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
