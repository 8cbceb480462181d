// JavaScriptCore's C interface (not the variadic GObject one).
#include <JavaScriptCore/JavaScript.h>
