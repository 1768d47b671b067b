#include "emulator/cli/commands.hpp"

#ifdef VIVARIUM_SANITIZED
// Fontconfig keeps what it has read of the computer's fonts to the end.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }
#endif

int main(int argc, char** argv) { return cli::main(argc, argv); }
