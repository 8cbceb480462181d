// cmark-gfm's public and extension interfaces.
#pragma once
#if !__has_include(<cmark-gfm.h>) || !__has_include(<cmark-gfm-core-extensions.h>)
#error "docgen: 缺少 cmark-gfm, 请先运行 make setup (cmark-gfm is missing: run make setup first)"
#else
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#endif
