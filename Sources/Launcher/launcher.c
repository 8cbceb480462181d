// Shuts one program in, and becomes it.
//
//   launcher PARENT WALLS SCRATCH MEMORY_MIB CPU_SECONDS FILE_MIB FILES PROCESSES MILLISECONDS USER RUNNABLE
//     READABLE… -- PROGRAM ARGUMENT…
//
// WALLS is `inner` (bubblewrap stands around already), `all` (namespaces of the launcher's own too, and a SCRATCH in
// memory), `folder` (the same with SCRATCH as it is) or `limits` (nothing else); with `!` behind it nothing runs
// where a part is missing. Descriptors: 0 to 4 are the program's; 5 the launcher's own word and 6 the filter of system
// calls, which the program never sees. The word is `missing …`, what could not be had, then `started` right before
// the program. PARENT is the process that it may not outlive. RUNNABLE holds shared libraries; READABLE folders and
// files may be read, SCRATCH may be written, PROGRAM and the shared libraries run; no socket, no other process, no
// signal to others. PROCESSES 0 and MILLISECONDS 0 are no limit; after MILLISECONDS the program is sent SIGALRM.
// USER, if it is not 0, is whom the program runs as.
//
// Order: what takes privileges away for good and needs none comes first (no_new_privs, limits,
// death with the parent), then namespaces, which mounting needs, then Landlock by the kernel's
// version of it, then seccomp, which forbids what the steps before have used.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "confine.h"

enum { word = 5, filter = 6, exit_confined = 125, exit_no_program = 127 };
enum { parent = 1, walls, scratch, memory, seconds, file, files, processes, milliseconds, user, readable };

static void limit(int resource, rlim_t value) {
  struct rlimit limits = {value, value};
  setrlimit(resource, &limits);
}

static rlim_t number(const char *text) { return strtoull(text, NULL, 10); }

static void set_limits(char **arguments) {
  rlim_t cpu = number(arguments[seconds]);
  limit(RLIMIT_AS, number(arguments[memory]) << 20);
  // SIGXCPU first, in which the program says where it is; the kill a second later.
  setrlimit(RLIMIT_CPU, &(struct rlimit){cpu, cpu + 1});
  limit(RLIMIT_FSIZE, number(arguments[file]) << 20);
  limit(RLIMIT_NOFILE, number(arguments[files]));
  limit(RLIMIT_CORE, 0);
  // Counted in the user namespace that bubblewrap has made for this program alone.
  if (number(arguments[processes])) limit(RLIMIT_NPROC, number(arguments[processes]));
}

int main(int count, char **arguments) {
  if (count <= readable + 2) return 64;
  int split = readable;
  while (split < count && strcmp(arguments[split], "--")) split++;
  if (split + 1 >= count) return 64;
  char **program = arguments + split + 1;

  setsid();
  confine_to_parent((pid_t)strtol(arguments[parent], NULL, 10));
  fcntl(word, F_SETFD, FD_CLOEXEC);
  fcntl(filter, F_SETFD, FD_CLOEXEC);
  set_limits(arguments);
  if (chdir(arguments[scratch])) {
    dprintf(word, "failed: %s: %s\n", arguments[scratch], strerror(errno));
    return exit_no_program;
  }
  unsigned id = (unsigned)number(arguments[user]);
  if (id && (setgroups(0, NULL) || setresgid(id, id, id) || setresuid(id, id, id))) {
    dprintf(word, "failed: user %u: %s\n", id, strerror(errno));
    return exit_no_program;
  }
  // Another user's process is none of its parent's any more.
  if (id) confine_to_parent((pid_t)strtol(arguments[parent], NULL, 10));
  char *kind = arguments[walls];
  size_t length = strlen(kind);
  int is_required = length && kind[length - 1] == '!';
  if (is_required) kind[length - 1] = 0;
  if (strcmp(kind, "limits")) {
    int spaces = !strcmp(kind, "all") ? 2 : !strcmp(kind, "folder");
    const char *missing = confine(spaces, arguments[scratch], arguments + readable,
                                  split - readable, program[0], filter);
    if (*missing) {
      dprintf(word, "missing%s\n", missing);
      if (is_required) return exit_confined;
    }
  }
  // It outlives exec.
  struct itimerval alarm = {.it_value.tv_sec = (time_t)(number(arguments[milliseconds]) / 1000),
                            .it_value.tv_usec = (suseconds_t)(number(arguments[milliseconds]) % 1000 * 1000)};
  if (number(arguments[milliseconds])) setitimer(ITIMER_REAL, &alarm, NULL);
  dprintf(word, "started\n");
  // Bubblewrap's own addition.
  unsetenv("PWD");
  extern char **environ;
  execve(program[0], program, environ);
  dprintf(word, "failed: %s: %s\n", program[0], strerror(errno));
  return exit_no_program;
}
