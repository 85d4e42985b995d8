// SPDX-License-Identifier: MIT
// A worker that follows a script: `scripted_worker SCENARIO ...` answers as a good one does, but
// for one request (or its greeting), where it does what the scenario says. Times are invented.
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "framework/harness/protocol.h"

// What it reports of every sample.
static const struct reading {
    const char *scenario;
    double ns_per_iteration;
    double cpu_share; // of the wall time; 0: not reported, as by an older library
    int preempted;
    const char *waited; // with its key
} readings[] = {
    {"slow", 2000, 0, 0, ""},
    {"no-time", 0, 0, 0, ""},
    {"waits", 1000, 0.25, 0, ""},
    {"two-cpus", 1000, 2, 0, ""},
    {"preempted-unfelt", 3e6, 0.9995, 1, ""},
    {"preempted-long", 3e6, 0.99, 1, ""},
    {"preempted-shortly", 1000, 0.9995, 1, ""},
    {"preempted-half", 3e6, 0.5, 1, " waited=0"},
    {"preempted-half-own", 3e6, 0.5, 1, " waited=0 own_time=1"},
    {"preempted-half-waiting", 3e6, 0.5, 1, " waited=1"},
    {"preempted-half-shortly", 1000, 0.5, 1, " waited=0"},
};
static struct reading reading = {NULL, 1000, 0, 0, ""};
static const char *output = "YWJj";    // abc
static unsigned long asked_iterations; // by the last request, where it asked for some

#define A_CASE(options) "case file=a.c line=1 " options "\n"
#define ONE_CASE(options) A_CASE("group=g name=one " options) "ok cases=1\n"

static void say(const char *text)
{
    size_t length = strlen(text);
    if (write(STDOUT_FILENO, text, length) != (ssize_t)length)
        _exit(3);
}

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

static void greet(void)
{
    say(PROTOCOL_GREETING " 1 library=0.0.1 pid=1\n");
}

static void answer_sample(unsigned long iterations, double each_ns)
{
    char reply[256];
    double elapsed_ns = (double)iterations * each_ns;
    snprintf(reply, sizeof reply,
             "ok iterations=%lu elapsed_ns=%.0f preempted=%d major_faults=0 migrated=0 "
             "chain_additions=4096 chain_ns=2000",
             iterations, elapsed_ns, reading.preempted);
    say(reply);
    snprintf(reply, sizeof reply, " cpu_ns=%.0f", elapsed_ns * reading.cpu_share);
    say(reading.cpu_share > 0 ? reply : "");
    say(reading.waited);
    say("\n");
}

static void answer_well(const char *request)
{
    unsigned long n = 0;
    if (sscanf(request, "sample %lu", &n) == 1) {
        answer_sample(n, reading.ns_per_iteration);
    } else if (sscanf(request, "floor %lu", &n) == 1) {
        answer_sample(n, 0.25);
    } else if (strcmp(request, "list") == 0) {
        say(A_CASE("group=scripted name=one baseline=1")
                A_CASE("group=scripted name=two baseline=0") "ok cases=2\n");
    } else if (strncmp(request, "check", 5) == 0) {
        say("output kind=bytes n=3 tolerance=0\ndata ");
        say(output);
        say("\nok\n");
    } else if (strcmp(request, "clock") == 0) {
        say("ok resolution_ns=20 cost_ns=20 name=invented\n");
    } else {
        say("ok\n");
    }
}

// What a scenario says or does in place of an answer.
static const char garbage[] = "\x01\x02\xff what? \x7f\n";
static const char refusal[] = "error message=not%20today\n";
static void say_nothing(void)
{
    sleep_for_ever();
}
static void say_half_a_line(void)
{
    say("ok itera");
    sleep_for_ever();
}
static void die_in_half_a_line(void)
{
    say("ok itera");
    _exit(0);
}
static void say_without_end(void)
{
    for (;;)
        say("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}
static void say_lines_without_end(void)
{
    for (;;)
        say("metric name=m value=1 unit=u\n");
}
static void say_outputs_without_end(void)
{
    for (;;)
        say("output kind=bytes n=0\n");
}
static void list_many(int n, int name_bytes)
{
    for (int i = 0; i < n; i++)
        printf("case group=g name=%0*d file=a.c line=1\n", name_bytes, i);
    printf("ok cases=%d\n", n);
    fflush(stdout);
}
static void list_a_million_long_names(void)
{
    list_many(1000000, 4000);
}
static void list_one_more_than_a_million(void)
{
    list_many(1000001, 1);
}
static void say_empty_lines(void)
{
    say("\n\n\n\n");
    sleep_for_ever();
}
static void say_a_nul(void)
{
    static const char text[] = "ok iterations=1\0 elapsed_ns=1\n";
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0)
        _exit(3);
}
static void say_it_again_later(void)
{
    say("ok iterations=1 elapsed_ns=1000\n");
    usleep(20000);
    say("ok iterations=1 elapsed_ns=1\n");
}
static void say_negative_cycles(void)
{
    char reply[128];
    snprintf(reply, sizeof reply,
             "ok iterations=%lu elapsed_ns=%lu cycles=-5 cpu_ns=-9 chain_ns=-7 chain_additions=1\n",
             asked_iterations, asked_iterations * 1000);
    say(reply);
}
static void die_with_code_0(void)
{
    _exit(0);
}
static void die_with_code_7(void)
{
    fputs("these are my last words\n", stderr);
    _exit(7);
}
static void die_by_signal(void)
{
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}
static void close_the_pipe(void)
{
    close(STDOUT_FILENO);
    sleep_for_ever();
}
static void hang_deaf(void)
{
    for (int number = 1; number < 32; number++)
        signal(number, SIG_IGN);
    for (;;)
        sleep(1000);
}
static void die_leaving_a_child(void)
{
    if (fork() == 0)
        sleep_for_ever();
    _exit(9);
}
static void hang_leaving_children(void)
{
    for (int i = 0; i < 5; i++)
        if (fork() == 0)
            hang_deaf();
    sleep_for_ever();
}
static void flood_stderr(void)
{
    char text[4096];
    memset(text, 'e', sizeof text);
    for (;;)
        if (write(STDERR_FILENO, text, sizeof text) <= 0)
            _exit(3);
}
static void flood_stderr_and_die(void)
{
    char text[4096];
    memset(text, 'e', sizeof text);
    for (int i = 0; i < 256; i++)
        if (write(STDERR_FILENO, text, sizeof text) <= 0)
            _exit(3);
    fputs("\nthe last line\n", stderr);
    _exit(1);
}
static void close_stderr_and_hang(void)
{
    close(STDERR_FILENO);
    sleep_for_ever();
}

// Answers each request but leaves it in its pipe, which is as small as it can be and gets full;
// then the file that PIPE_FULL names is made.
static void answer_without_reading(void)
{
    enum { SIZE = 4096 };
    static char requests[SIZE + 1];
    const char *mark = getenv("PIPE_FULL");
    int copies[2];
    int before = 0;
    if (pipe(copies) != 0 || fcntl(STDIN_FILENO, F_SETPIPE_SZ, SIZE) < 0)
        _exit(3);
    answer_sample(asked_iterations, reading.ns_per_iteration); // that was read
    for (int held = 0;; usleep(200)) {
        if (ioctl(STDIN_FILENO, FIONREAD, &held) != 0 || held == before)
            continue;
        before = held;
        ssize_t n = tee(STDIN_FILENO, copies[1], SIZE, 0);
        n = n > 0 ? read(copies[0], requests, (size_t)n) : 0;
        if (n <= 0)
            _exit(3);
        if (mark != NULL && n > SIZE - 30)
            close(open(mark, O_WRONLY | O_CREAT, 0600));
        requests[n - 1] = '\0'; // the newline
        const char *last = strrchr(requests, '\n');
        sscanf(last != NULL ? last + 1 : requests, "%*s %lu", &asked_iterations);
        answer_well(last != NULL ? last + 1 : requests);
    }
}
static void answer_without_end_or_reading(void)
{
    if (fcntl(STDIN_FILENO, F_SETPIPE_SZ, 4096) < 0)
        _exit(3);
    for (;;)
        say("ok iterations=1 elapsed_ns=1000\n");
}

static const struct scenario {
    const char *name;
    const char *request; // where it departs from the script; "" is its greeting, NULL its end
    unsigned after;      // the number of these requests that are answered well first
    void (*act)(void);   // NULL: it says the text
    const char *says;
} scenarios[] = {
    {"good", .request = "never"},
    {"wrong-output", .request = "never"},

    {"greets-with-garbage", "", 0, .says = garbage},
    {"greets-as-another-program", "", 0, .says = "Usage: another [OPTION]...\n"},
    {"greets-with-nothing", "", 0, .act = say_nothing},
    {"greets-with-half-a-line", "", 0, .act = say_half_a_line},
    {"greets-without-end", "", 0, .act = say_without_end},
    {"greets-with-a-nul", "", 0, .act = say_a_nul},
    {"greets-newer", "", 0, .says = PROTOCOL_GREETING " 2 library=9.0.0 pid=1\n"},
    {"greets-much-newer", "", 0, .says = PROTOCOL_GREETING " 4294967297 library=9.0.0 pid=1\n"},
    {"greets-with-version-0", "", 0, .says = PROTOCOL_GREETING " 0\n"},
    {"greets-with-a-negative-version", "", 0, .says = PROTOCOL_GREETING " -1\n"},
    {"greets-without-a-version", "", 0, .says = PROTOCOL_GREETING "\n"},
    {"greets-with-a-word", "", 0, .says = PROTOCOL_GREETING " 1st library=x\n"},
    {"greets-and-goes-on", "", 0,
     .says = PROTOCOL_GREETING " 1 library=0.0.1 pid=1\nok iterations=1 elapsed_ns=1000\n"},
    {"dies-before-its-greeting", "", 0, .act = die_with_code_7},
    {"dies-by-signal-before-its-greeting", "", 0, .act = die_by_signal},
    {"garbage", "sample", 2, .says = garbage},
    {"unknown-word", "sample", 2, .says = "perhaps iterations=1\n"},
    {"nothing", "sample", 2, .act = say_nothing},
    {"half-a-line", "sample", 2, .act = say_half_a_line},
    {"dies-in-half-a-line", "sample", 2, .act = die_in_half_a_line},
    {"no-newline", "sample", 2, .act = say_without_end},
    {"endless-lines", "sample", 2, .act = say_lines_without_end},
    {"empty-lines", "sample", 2, .act = say_empty_lines},
    {"nul", "sample", 2, .act = say_a_nul},
    {"twice", "sample", 0,
     .says = "ok iterations=1 elapsed_ns=1000\nok iterations=1 elapsed_ns=1000\n"},
    {"again-later", "sample", 0, .act = say_it_again_later},
    {"wrong-iterations", "sample", 2, .says = "ok iterations=123456789 elapsed_ns=1000\n"},
    {"no-numbers", "sample", 0, .says = "ok\n"},
    {"negative-time", "sample", 0, .says = "ok iterations=1 elapsed_ns=-1000\n"},
    {"absurd-time", "sample", 0, .says = "ok iterations=1 elapsed_ns=18446744073709551615\n"},
    {"too-large", "sample", 0, .says = "ok iterations=1 elapsed_ns=99999999999999999999999\n"},
    {"not-a-number", "sample", 0, .says = "ok iterations=1 elapsed_ns=nan\n"},
    {"negative-cycles", "sample", 0, .act = say_negative_cycles},
    {"refuses", "sample", 2, .says = refusal},
    {"skips", "open", 0, .says = "skipped message=no%20such%20device\n"},
    {"fails-without-a-word", "sample", 2, .says = "failed\n"},
    {"dies", "sample", 2, .act = die_with_code_0},
    {"dies-with-words", "sample", 2, .act = die_with_code_7},
    {"dies-by-signal", "sample", 2, .act = die_by_signal},
    {"dies-in-the-middle", "sample", 20, .act = die_by_signal},
    {"dies-checking", "check", 0, .act = die_by_signal},
    {"answers-unread", "sample", 2, .act = answer_without_reading},
    {"floods-unread", "sample", 2, .act = answer_without_end_or_reading},
    {"closes-the-pipe", "sample", 2, .act = close_the_pipe},
    {"deaf", "sample", 2, .act = hang_deaf},
    {"dies-leaving-a-child", "sample", 2, .act = die_leaving_a_child},
    {"hangs-leaving-children", "sample", 2, .act = hang_leaving_children},
    {"floods-stderr", "sample", 2, .act = flood_stderr},
    {"floods-stderr-and-dies", "sample", 2, .act = flood_stderr_and_die},
    {"closes-stderr-and-hangs", "sample", 2, .act = close_stderr_and_hang},
    {"deaf-to-its-end", "close", 0, .act = hang_deaf},
    {"list-of-long-names", "list", 0, .act = list_a_million_long_names},
    {"list-of-too-many", "list", 0, .act = list_one_more_than_a_million},
    {"endless-list", "list", 0, .act = say_without_end},
    {"list-of-garbage", "list", 0, .says = garbage},
    {"list-refused", "list", 0, .says = refusal},
    {"list-of-a-parted-argument", "list", 0, .says = ONE_CASE("arg=1 arg_name=a/b baseline=0")},
    {"list-of-a-negative-claim", "list", 0, .says = ONE_CASE("baseline=0 min_speedup=-2")},
    {"list-of-a-claiming-baseline", "list", 0, .says = ONE_CASE("baseline=1 min_speedup=2")},
    {"list-of-a-mistake", "list", 0, .says = ONE_CASE("mistake=as%20an%20older%20library%20says")},
    {"list-of-inputs", "list", 0,
     .says = A_CASE("group=words name=short baseline=1 compares=0")
         A_CASE("group=words name=long baseline=0 compares=0")
             A_CASE("group=loops name=plain baseline=1 compares=1") "ok cases=3\n"},
    {"list-of-absurd-iterations", "list", 0, .says = ONE_CASE("iterations=18446744073709551615")},
    {"absurd-clock", "clock", 0, .says = "ok resolution_ns=-5 cost_ns=1e300 name=invented\n"},
    {"endless-outputs", "check", 0, .act = say_outputs_without_end},
    {"endless-metrics", "metrics", 0, .act = say_lines_without_end},
    {"ends-with-code-7", NULL, 0, .act = die_with_code_7},
    {"ends-by-signal", NULL, 0, .act = die_by_signal},
    {"does-not-end", NULL, 0, .act = hang_deaf},
};

static void depart(const struct scenario *scenario)
{
    if (scenario->act != NULL)
        scenario->act();
    else
        say(scenario->says);
}

static const struct scenario *find_scenario(const char *name)
{
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
        if (strcmp(readings[i].scenario, name) == 0)
            return reading = readings[i], &scenarios[0];
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenarios[i].name, name) == 0)
            return &scenarios[i];
    fprintf(stderr, "scripted_worker: unknown scenario '%s'\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    static char line[PROTOCOL_MAX_REQUEST_BYTES];
    const struct scenario *scenario = find_scenario(argc > 1 ? argv[1] : "");
    unsigned seen = 0;
    if (strcmp(scenario->name, "wrong-output") == 0)
        output = "YWJk"; // abd
    const char *request = scenario->request != NULL ? scenario->request : "never";
    if (request[0] == '\0')
        depart(scenario);
    else
        greet();
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        sscanf(line, "%*s %lu", &asked_iterations);
        size_t length = strlen(request);
        bool is_the_one = length > 0 && strncmp(line, request, length) == 0;
        if (is_the_one && seen++ >= scenario->after)
            depart(scenario);
        else
            answer_well(line);
    }
    if (scenario->request == NULL)
        depart(scenario);
    return 0;
}
