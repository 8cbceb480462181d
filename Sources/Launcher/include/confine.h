// What a kernel offers to shut a process in; on another system, nothing but the limits.
#ifndef DOCGEN_CONFINE_H
#define DOCGEN_CONFINE_H

#include <sys/types.h>

// Dies with the process that started it, and can gain no privilege.
void confine_to_parent(pid_t parent);

// Returns what could not be had, each word behind a space; empty if all is in force.
const char *confine(const char *scratch, char **readable, int count, const char *program);

#endif
