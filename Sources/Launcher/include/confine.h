// What a kernel offers to shut a process in; on another system, nothing but the limits.
#ifndef DOCGEN_CONFINE_H
#define DOCGEN_CONFINE_H

#include <sys/types.h>

// Dies with the process that started it, and can gain no privilege.
void confine_to_parent(pid_t parent);

// Returns what could not be had, each word behind a space; empty if all is in force.
//
// spaces: whether namespaces are to be made, which bubblewrap else has made already; 2 with a scratch in memory.
// calls: a descriptor with a filter of system calls, as the kernel takes it.
const char *confine(int spaces, const char *scratch, char **readable, int count, const char *program, int calls);

#endif
