// For sanitized builds: Unicorn 2.0.1 loses memory of its own where code is written to.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libunicorn"; }
