// cmark-gfm's public and extension interfaces, as Debian's libcmark-gfm-dev installs them.
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
