// Shuts one program in, and becomes it.
//
//   launcher PARENT MODE SCRATCH MEMORY_MIB CPU_SECONDS FILE_MIB READABLE… -- PROGRAM ARGUMENT…
//
// MODE is `automatic` (what the kernel has), `required`
// (all of it, or none runs) or `off` (limits alone). Descriptors: 0 empty, 1 and 2 the program's
// text, 3 its input, 4 its results, 5 the launcher's own word, which the program never sees:
// `missing …` what could not be had, `started` right before the program. PARENT is the process that
// it may not outlive. READABLE folders and files may be read, SCRATCH may be written,
// PROGRAM and the shared libraries run; no socket, no other process, no signal to others.
//
// Order: what takes privileges away for good and needs none comes first (no_new_privs, limits,
// death with the parent), then namespaces, which mounting needs, then Landlock by the kernel's
// version of it, then seccomp, which forbids what the steps before have used.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "confine.h"

enum { word = 5, exit_confined = 125, exit_no_program = 127 };

static void limit(int resource, rlim_t value) {
  struct rlimit limits = {value, value};
  setrlimit(resource, &limits);
}

static void set_limits(char **numbers) {
  rlim_t memory = strtoull(numbers[0], NULL, 10), seconds = strtoull(numbers[1], NULL, 10);
  rlim_t file = strtoull(numbers[2], NULL, 10);
  limit(RLIMIT_AS, memory << 20);
  // SIGXCPU first, in which the program says where it is; the kill a second later.
  setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1});
  limit(RLIMIT_FSIZE, file << 20);
  limit(RLIMIT_NOFILE, 64);
  limit(RLIMIT_CORE, 0);
}

int main(int count, char **arguments) {
  if (count < 9) return 64;
  const char *mode = arguments[2], *scratch = arguments[3];
  int split = 7;
  while (split < count && strcmp(arguments[split], "--")) split++;
  if (split + 1 >= count) return 64;
  char **program = arguments + split + 1;

  setsid();
  confine_to_parent((pid_t)strtol(arguments[1], NULL, 10));
  fcntl(word, F_SETFD, FD_CLOEXEC);
  set_limits(arguments + 4);
  if (strcmp(mode, "off")) {
    const char *missing = confine(scratch, arguments + 7, split - 7, program[0]);
    if (*missing) {
      dprintf(word, "missing%s\n", missing);
      if (!strcmp(mode, "required")) return exit_confined;
    }
  }
  if (chdir(scratch)) {
    dprintf(word, "failed: %s: %s\n", scratch, strerror(errno));
    return exit_no_program;
  }
  char *language[] = {"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "SWIFT_DETERMINISTIC_HASHING=1",
                      "SWIFT_BACKTRACE=enable=no", NULL};
  dprintf(word, "started\n");
  execve(program[0], program, language);
  dprintf(word, "failed: %s: %s\n", program[0], strerror(errno));
  return exit_no_program;
}
