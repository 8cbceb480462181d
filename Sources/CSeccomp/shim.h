// libseccomp: makes the filter of system calls that programs of notes run behind.
#pragma once
#if !__has_include(<seccomp.h>)
#error "docgen: 缺少 libseccomp, 请先运行 make setup (libseccomp is missing: run make setup first)"
#else
#include <seccomp.h>
#include <sched.h>
#endif
