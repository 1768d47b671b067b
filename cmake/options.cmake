# Compiler options every target of the project shares, and the helper that makes a library of a room.
add_library(vivarium_options INTERFACE)
target_compile_options(vivarium_options INTERFACE -Wall -Wextra -Werror)
target_include_directories(vivarium_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(vivarium_options INTERFACE VIVARIUM_VERSION="${PROJECT_VERSION}")

if(VIVARIUM_SANITIZE)
  add_compile_options(-fsanitize=${VIVARIUM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${VIVARIUM_SANITIZE})
  # GCC's flow analysis is misled by the sanitizers' code (std::regex inside Catch2).
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

# add_room(NAME DIR [EXCLUDE path...] LINK lib...): library vivarium_NAME of every .cpp below DIR.
function(add_room name dir)
  cmake_parse_arguments(ROOM "" "" "EXCLUDE;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/*.cpp)
  foreach(excluded ${ROOM_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_SOURCE_DIR}/${excluded}(/|$)")
  endforeach()
  if(sources)
    add_library(vivarium_${name} STATIC ${sources})
    target_link_libraries(vivarium_${name} PUBLIC vivarium_options ${ROOM_LINK})
  else()
    add_library(vivarium_${name} INTERFACE)
    target_link_libraries(vivarium_${name} INTERFACE vivarium_options ${ROOM_LINK})
  endif()
endfunction()
