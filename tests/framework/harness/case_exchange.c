// SPDX-License-Identifier: MIT
#include "tests/framework/harness/case_exchange.h"

#include <criterion/criterion.h>

const char *const suite = SUITES "/bodies";

struct exchange *with_case(const char *name, const char *requests)
{
    int index = exchange_find_case(suite, name);
    cr_assert_geq(index, 0, "no case '%s'", name);
    g_autofree char *all = g_strdup_printf("open %d\n%s", index, requests);
    struct exchange *exchange = exchange_text(suite, all);
    cr_assert_eq(exchange->code, 0, "%s ended with %d: %s", name, exchange->code, exchange->errors);
    return exchange;
}

void expect_prefix(const char *line, const char *prefix)
{
    cr_expect(line != NULL && g_str_has_prefix(line, prefix), "'%s' does not begin with '%s'",
              line ? line : "(none)", prefix);
}

void expect_reply(const char *name, const char *requests, const char *reply)
{
    g_autoptr(Exchange) exchange = with_case(name, requests);
    cr_expect_eq(exchange->n_lines, 3, "%s: %u lines", name, exchange->n_lines);
    expect_prefix(exchange->lines[1], "ok");
    expect_prefix(exchange->lines[2], reply);
}
