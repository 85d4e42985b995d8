// SPDX-License-Identifier: MIT
#include "framework/profile/profile_file.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/profile/profile_parse.h"

static struct profile *sample(void)
{
    struct profile *profile = profile_new();
    const struct profile_function functions[] = {
        {"main", "/src/main.c", "tool", 3},
        {"name \"with\" \x1b[31m \xe2\x80\xae", NULL, NULL, 0},
    };
    const struct profile_frame frames[] = {
        {profile_function(profile, &functions[0]), 5, false},
        {profile_function(profile, &functions[1]), 0, true},
    };
    guint outer = profile_child(profile, 0, profile_frame(profile, &frames[0]));
    guint inner = profile_child(profile, outer, profile_frame(profile, &frames[1]));
    guint time = profile_add_metric(
        profile, &(struct profile_metric){.name = "time", .unit = "s", .pass = "time"});
    guint calls =
        profile_add_metric(profile, &(struct profile_metric){.name = "calls", .is_exact = true});
    profile_add(profile, time, outer, 0.125);
    profile_add(profile, time, inner, 1.5);
    profile_add(profile, calls, inner, 9007199254740991.0);
    profile_add_line(profile, calls, "/src/main.c", 5, 12);
    struct profile_pass *pass = profile_add_pass(profile, "time", "perf_event");
    pass->rate_hz = 997;
    pass->samples = 13;
    pass->overhead = -0.001;
    struct profile_module *module = g_new0(struct profile_module, 1);
    module->name = g_strdup("tool");
    module->build_id = g_strdup("00ff");
    g_ptr_array_add(profile->modules, module);
    profile->target = g_strdup("group/case");
    char *features[] = {NULL};
    const struct machine machine = {
        .id = "00aa", .kernel = "6.1", .load1 = 0.5, .features = features};
    g_ptr_array_add(profile->machines, machine_copy(&machine));
    g_ptr_array_add(profile->notes, g_strdup("a note"));
    const struct profile_thread thread = {g_strdup("w"), 7, 8, 2, 1.5, 0.25, 0.25, 0, NAN, 12};
    const struct profile_stall stall = {g_strdup("w"), 7, 8, 0.5, 0.375, inner, true};
    g_array_append_val(profile->threads, thread);
    g_array_append_val(profile->stalls, stall);
    profile->loops = 3;
    const struct profile_span spans[] = {
        {g_strdup("load \"\x1b[31m"), NULL, 7, 8, 9007199254740990, 3, -0.125, 2.5, true},
        {g_strdup("fetch"), g_strdup("a note"), 7, 9, 4, 0, 0.000000001, 0.25, false}};
    g_array_append_vals(profile->spans, spans, G_N_ELEMENTS(spans));
    profile->spans_seen = 2.375;
    profile->spans_left_out = 12;
    return profile;
}

static char *format(const struct profile *profile)
{
    GString *text = g_string_new(NULL);
    profile_append(text, profile);
    return g_string_free(text, FALSE);
}

Test(profile_file, comes_back_as_it_was)
{
    g_autoptr(Profile) profile = sample();
    g_autofree char *text = format(profile);
    g_autoptr(GError) error = NULL;
    cr_assert(profile_is_one(text, strlen(text)));
    g_autoptr(Profile) again = profile_parse(text, strlen(text), &error);
    cr_assert_not_null(again, "%s", error ? error->message : "");
    g_autofree char *second = format(again);
    cr_expect_str_eq(second, text);
    cr_expect_eq(profile_self(again, 1, 2), 9007199254740991.0);
    cr_expect_str_eq(((struct machine *)g_ptr_array_index(again->machines, 0))->kernel, "6.1");
    const struct profile_thread *thread = &g_array_index(again->threads, struct profile_thread, 0);
    const struct profile_stall *stall = &g_array_index(again->stalls, struct profile_stall, 0);
    cr_expect(thread->tid == 8 && thread->runnable == 0.25 && isnan(thread->lock));
    cr_expect(again->loops == 3 && stall->node == 2 && stall->is_cut && stall->lasted == 0.375);
    const struct profile_span *span = &g_array_index(again->spans, struct profile_span, 0);
    cr_expect(span->is_open && span->number == 9007199254740990 && span->at == -0.125);
    cr_expect(span->note == NULL && strcmp(span->label, "load \"\x1b[31m") == 0);
    cr_expect(again->spans_seen == 2.375 && again->spans_left_out == 12);
    cr_expect_str_eq(profile_function_of(again, 2)->name, profile_function_of(profile, 2)->name);
}

Test(profile_file, is_strict_json_that_a_terminal_can_show)
{
    g_autoptr(Profile) profile = sample();
    g_autofree char *text = format(profile);
    for (const char *c = text; *c != '\0'; c++)
        cr_assert(*c == '\n' || (*c >= ' ' && *c <= '~') || (unsigned char)*c >= 0x80);
    cr_expect_null(strstr(text, "\xe2\x80\xae"));
    cr_expect_null(strstr(text, "NaN"));
}

// Replaces a part of a file that is good, and wants an error with a phrase.
static void expect_refusal(const char *part, const char *by, const char *phrase)
{
    g_autoptr(Profile) profile = sample();
    g_autofree char *text = format(profile);
    g_autoptr(GString) changed = g_string_new(text);
    g_autoptr(GError) error = NULL;
    cr_assert(g_string_replace(changed, part, by, 1) == 1, "'%s' is not in %s", part, text);
    cr_assert_null(profile_parse(changed->str, changed->len, &error), "%s is taken", by);
    cr_assert_not_null(error);
    cr_expect_not_null(strstr(error->message, phrase), "'%s' is not in '%s'", phrase,
                       error->message);
}

Test(profile_file, names_what_is_wrong)
{
    expect_refusal("\"benchrun_profile\":1", "\"benchrun_profile\":2", "update benchrun");
    expect_refusal("\"benchrun_profile\":1", "\"benchrun\":1", "'benchrun_profile' is missing");
    expect_refusal("[0,5,false]", "[2,5,false]", "'frames[0][0]'");
    expect_refusal("[0,5,false]", "[-1,5,false]", "'frames[0][0]'");
    expect_refusal("[0,5,false]", "[0,1e3,false]", "'frames[0][1]'");
    expect_refusal("[0,5,false]", "[]", "'frames[0][0]'");
    expect_refusal("[[0,0],[1,1]]", "[[1,0],[1,1]]", "'nodes[0][0]'");
    expect_refusal("[[0,0],[1,1]]", "[[0,0],[0,0]]", "'nodes[1]' appears twice");
    expect_refusal("[[0,0],[1,1]]", "[[0,0],[1,2]]", "'nodes[1][1]'");
    expect_refusal("\"nodes\":[", "\"nodes\":{", "at byte ");
    expect_refusal("[2,1.5]", "[3,1.5]", "'self[1][0]'");
    expect_refusal("[2,1.5]", "[2,\"x\"]", "'self'");
    expect_refusal("[2,1.5]", "[2,1e301]", "'self[1]'");
    expect_refusal("[2,1.5]", "[2,1.5],[2,1.5]", "'self[2]' is of a node that has one already");
    expect_refusal("\"name\":\"calls\"", "\"name\":\"time\"", "'metrics[1]'");
    expect_refusal("\"load1\":0.5", "\"load1\":\"0.5\"", "'load1'");
    expect_refusal("\"samples\":13", "\"samples\":-1", "'samples'");
    expect_refusal("\"metric\":1", "\"metric\":2", "'lines[0]'");
    expect_refusal("\"lines\":[",
                   "\"lines\":[{\"file\":\"/src/main.c\",\"line\":5,\"metric\":1,\"value\":1},",
                   "'lines[1]' is of a line that has a value already");
    expect_refusal("\"node\":2", "\"node\":3", "'stalls[0]'");
    expect_refusal("\"number\":4", "\"number\":-4", "'number'");
    expect_refusal("\"number\":4", "\"number\":1e3", "'number'");
    expect_refusal("\"lasted_s\":0.25", "\"lasted_s\":-0.25", "'lasted_s'");
    expect_refusal("\"at_s\":-0.125", "\"at_s\":1e300", "'at_s'");
    expect_refusal("\"label\":\"fetch\"", "\"label\":5", "'label'");
    expect_refusal("\"spans\":[{", "\"spans\":[5,{", "'spans[0]' has no 'label'");
    expect_refusal("\"ran_s\":1.5", "\"ran_s\":-1", "'ran_s'");
    g_autofree char *metric = g_strdup_printf("\"name\":\"%0*d\"", TEXT_MOST_NAME + 1, 0);
    expect_refusal("\"name\":\"calls\"", metric, "'name' has 4097 bytes");
    expect_refusal("\"name\":\"main\"", "\"nome\":\"main\"", "'functions[0]' has no 'name'");
}

// Each takes room for all nodes.
Test(profile_file, has_not_any_number_of_metrics)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new("{\"benchrun_profile\":1,\"metrics\":[{\"name\":\"m\"}");
    for (int i = 0; i < PROFILE_MOST_METRICS; i++)
        g_string_append_printf(text, ",{\"name\":\"m%d\"}", i);
    g_string_append(text, "]}");
    g_autoptr(Profile) profile = profile_parse(text->str, text->len, &error);
    cr_assert_null(profile);
    cr_expect_not_null(strstr(error->message, "'metrics' has more than 100"), "%s", error->message);
}

Test(profile_file, that_is_cut_off_is_refused_wherever_that_is)
{
    g_autoptr(Profile) profile = sample();
    g_autofree char *text = format(profile);
    for (size_t length = 0; length + 2 < strlen(text); length++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(profile_parse(text, length, &error), "%zu bytes are taken", length);
        g_autofree char *phrase = g_strdup_printf("it is cut off after %zu bytes: ", length);
        cr_assert_not_null(strstr(error->message, phrase), "%s", error->message);
    }
}
