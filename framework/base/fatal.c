// SPDX-License-Identifier: MIT
#include "framework/base/fatal.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "framework/base/escape.h"

static int exit_code = 1;
static char kept[2048]; // with what comes before it in the line

G_NORETURN static void end(const char *why)
{
    const char *const words[] = {"benchrun: ", why, kept, "\n"};
    struct iovec parts[G_N_ELEMENTS(words)];
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        parts[i] = (struct iovec){(void *)words[i], strlen(words[i])};
    ssize_t ignored = writev(STDERR_FILENO, parts, G_N_ELEMENTS(parts));
    (void)ignored;
    _exit(exit_code); // the reapers end what was started
}

void fatal_out_of_memory(void)
{
    end("out of memory");
}

static void on_error(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
    (void)domain;
    (void)level;
    (void)data;
    end(message);
}

void fatal_end_with(int code)
{
    static const GLogLevelFlags levels =
        G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION;
    exit_code = code;
    g_log_set_handler("GLib", levels, on_error, NULL);
    g_log_set_handler(NULL, levels, on_error, NULL);
}

void fatal_set_kept(const char *clause)
{
    g_autofree char *escaped = escape_log(clause != NULL ? clause : "");
    g_snprintf(kept, sizeof kept, "%s%s", clause != NULL ? "; " : "", escaped);
}
