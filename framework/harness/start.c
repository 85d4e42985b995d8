// SPDX-License-Identifier: MIT
// What a suite does when it is started: it works for the host, or, run by hand, hands itself over
// to `benchrun run`.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/protocol.h"
#include "framework/harness/registry.h"
#include "framework/harness/worker.h"

static int hand_over(int argc, char **argv)
{
    static char self[] = "benchrun";
    static char run[] = "run";
    const char *program = getenv("BENCHRUN");
    if (program == NULL || *program == '\0')
        program = "benchrun";
    char **arguments = calloc((size_t)argc + 3, sizeof *arguments);
    if (arguments == NULL)
        return 2;
    arguments[0] = self;
    arguments[1] = run;
    for (int i = 0; i < argc; i++)
        arguments[i + 2] = argv[i];
    execvp(program, arguments);
    fprintf(stderr,
            "%s: this is a benchrun suite, and '%s' cannot be started (%s): put benchrun on the "
            "PATH, or set BENCHRUN to its path\n",
            argv[0], program, strerror(errno));
    return 2;
}

int bench_main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], PROTOCOL_WORKER_FLAG) == 0)
        return worker_serve();
    return hand_over(argc, argv);
}
