// JavaScriptCore's C interface (not the variadic GObject one).
#include <JavaScriptCore/JavaScript.h>

#ifndef __APPLE__
// As <jsc/jsc.h> declares it, which would bring GLib's headers along.
int jsc_options_set_boolean(const char *option, int value);
#endif
