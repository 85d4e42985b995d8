// SPDX-License-Identifier: MIT
#include "reports/words/units.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

struct unit {
    const char *name;
    double size;
};
static const struct unit times[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
static const struct unit sizes[] = {
    {"B", 1}, {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}};
static const struct unit counts[] = {{"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}};

enum { MOST_DIGITS = 8, MOST_DECIMALS = 9 };

// As %f, but in scientific notation where that would be a row of zeros.
static char *format_fixed(double value, int decimals)
{
    char format[16], buffer[64];
    if (fabs(value) >= 1e15)
        return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.3g", value));
    g_snprintf(format, sizeof format, "%%.%df", decimals);
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, format, value));
}

// Digits before the point: 1 for 1 to 9.99, -1 for 0.01 to 0.099; of what rounds up, after that.
static int digits_before_point(double value)
{
    return value != 0 ? (int)floor(log10(fabs(value) * 1.0005)) + 1 : 1;
}

static int decimals_for(double value, int significant)
{
    return CLAMP(significant - digits_before_point(value), 0, MOST_DECIMALS);
}

static char *format_significant(double value, int significant)
{
    return format_fixed(value, decimals_for(value, significant));
}

// The largest unit in which the value is at least 1, rounding included, or else the first.
static size_t pick_unit(const struct unit *units, size_t n, double value)
{
    size_t unit = 0;
    while (unit + 1 < n && fabs(value) >= units[unit + 1].size * 0.9995)
        unit++;
    return unit;
}

static char *format_in_units(const struct unit *units, size_t n, double value, const char *suffix)
{
    if (!isfinite(value))
        return g_strdup("");
    const struct unit *unit = &units[pick_unit(units, n, value)];
    g_autofree char *number = format_significant(value / unit->size, 3);
    const char *space = *unit->name || *suffix ? " " : "";
    return g_strdup_printf("%s%s%s%s", number, space, unit->name, suffix);
}

// False where no time is finite and above zero.
static bool find_range(const double *times_ns, size_t n, double *smallest, double *largest)
{
    *smallest = INFINITY;
    *largest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(times_ns[i]) || times_ns[i] <= 0)
            continue;
        *smallest = fmin(*smallest, times_ns[i]);
        *largest = fmax(*largest, times_ns[i]);
    }
    return *largest > 0;
}

struct time_scale time_scale_for(const double *times_ns, size_t n)
{
    double smallest, largest;
    if (!find_range(times_ns, n, &smallest, &largest))
        return (struct time_scale){times[0].name, times[0].size, 0};
    size_t unit = pick_unit(times, G_N_ELEMENTS(times), smallest);
    while (unit + 1 < G_N_ELEMENTS(times) &&
           digits_before_point(largest / times[unit].size) > MOST_DIGITS)
        unit++;
    double size = times[unit].size;
    return (struct time_scale){
        .unit = times[unit].name,
        .unit_ns = size,
        .decimals = MAX(decimals_for(smallest / size, 3), decimals_for(largest / size, 4)),
    };
}

static const struct unit *find_time_unit(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(times) && name != NULL; i++)
        if (strcmp(times[i].name, name) == 0)
            return &times[i];
    return NULL;
}

bool time_scale_common(const double *times_ns, size_t n, const char *unit, struct time_scale *out)
{
    enum { DIGITS = 5, LEAST_DIGITS = 3 };
    double smallest, largest;
    const struct unit *wanted = find_time_unit(unit);
    const struct unit *first = wanted ? wanted : times;
    *out = (struct time_scale){first->name, first->size, 0};
    if (!find_range(times_ns, n, &smallest, &largest))
        return true;
    if (wanted != NULL) {
        out->decimals = decimals_for(smallest / wanted->size, 3);
        return true;
    }
    size_t last = pick_unit(times, G_N_ELEMENTS(times), largest);
    for (size_t i = pick_unit(times, G_N_ELEMENTS(times), smallest); i <= last; i++) {
        double low = smallest / times[i].size, high = largest / times[i].size;
        int room = DIGITS - MAX(digits_before_point(high), 1);
        int decimals = MIN(MAX(decimals_for(low, 3), decimals_for(high, 4)), room);
        *out = (struct time_scale){times[i].name, times[i].size, MAX(decimals, 0)};
        if (room >= 0 && digits_before_point(low) + decimals >= LEAST_DIGITS)
            return true;
    }
    return false;
}

char *units_scaled(const struct time_scale *scale, double time_ns)
{
    if (!isfinite(time_ns))
        return g_strdup("");
    return format_fixed(time_ns / scale->unit_ns, scale->decimals);
}

char *units_time(double time_ns)
{
    if (!isfinite(time_ns))
        return g_strdup("");
    struct time_scale scale = time_scale_for(&time_ns, 1);
    g_autofree char *number = units_scaled(&scale, time_ns);
    return g_strdup_printf("%s %s", number, scale.unit);
}

char *units_time_in(double time_ns, const char *unit)
{
    struct time_scale scale;
    if (find_time_unit(unit) == NULL || !isfinite(time_ns))
        return units_time(time_ns);
    time_scale_common(&time_ns, 1, unit, &scale);
    g_autofree char *number = units_scaled(&scale, time_ns);
    return g_strdup_printf("%s %s", number, scale.unit);
}

char *units_bytes(double bytes)
{
    if (bytes == floor(bytes) && fabs(bytes) < sizes[1].size)
        return g_strdup_printf("%d B", (int)bytes);
    return format_in_units(sizes, G_N_ELEMENTS(sizes), bytes, "");
}

char *units_byte_rate(double bytes_per_s)
{
    return format_in_units(sizes, G_N_ELEMENTS(sizes), bytes_per_s, "/s");
}

char *units_count(double count)
{
    if (!isfinite(count))
        return g_strdup("");
    if (count == floor(count) && fabs(count) < 1e5)
        return g_strdup_printf("%d", (int)count);
    if (fabs(count) < 1e5)
        return format_significant(count, 4);
    return format_in_units(counts, G_N_ELEMENTS(counts), count, "");
}

char *units_item_rate(double items_per_s)
{
    return format_in_units(counts, G_N_ELEMENTS(counts), items_per_s, "/s");
}

char *units_percent(double share)
{
    if (!isfinite(share))
        return g_strdup("");
    g_autofree char *number = format_fixed(share * 100, fabs(share) < 0.0995 ? 1 : 0);
    return g_strconcat(number, "%", NULL);
}

char *units_change(double ratio)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    double percent = 100 * (ratio - 1);
    if (!isfinite(ratio))
        return g_strdup("");
    const char *format = percent < 99.995 ? "%+.2f" : percent < 999.95 ? "%+.1f" : "%+.0f";
    g_ascii_formatd(buffer, sizeof buffer, format, percent);
    bool is_zero = strcmp(buffer + 1, "0.00") == 0; // which has no direction
    return g_strconcat(is_zero ? buffer + 1 : buffer, "%", NULL);
}

char *units_change_interval(const double interval[2])
{
    return g_strdup_printf("[%+.2f%%, %+.2f%%]", 100 * (interval[0] - 1), 100 * (interval[1] - 1));
}

static int speedup_decimals(double speedup)
{
    return speedup < 0.0995 ? decimals_for(speedup, 3) : MIN(decimals_for(speedup, 3), 2);
}

char *units_speedup(double ratio)
{
    if (!isfinite(ratio) || ratio <= 0)
        return g_strdup("");
    g_autofree char *number = format_fixed(1 / ratio, speedup_decimals(1 / ratio));
    return g_strconcat(number, "x", NULL);
}

char *units_speedup_interval(double ratio, const double ratio_ci95[2])
{
    bool is_known = isfinite(ratio_ci95[0]) && isfinite(ratio_ci95[1]) && ratio_ci95[0] > 0;
    if (!isfinite(ratio) || ratio <= 0 || !is_known)
        return g_strdup("");
    int decimals = speedup_decimals(1 / ratio);
    g_autofree char *low = format_fixed(1 / ratio_ci95[1], decimals);
    g_autofree char *high = format_fixed(1 / ratio_ci95[0], decimals);
    return g_strdup_printf("[%s–%s]", low, high);
}

char *units_number(double number)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.4g", number));
}

char *units_times(double ratio)
{
    g_autofree char *number = units_number(ratio);
    return g_strconcat(number, "x", NULL);
}

static char *format_round(const struct unit *units, size_t n, double value)
{
    const struct unit *unit = &units[pick_unit(units, n, value)];
    g_autofree char *number = units_number(value / unit->size);
    return g_strdup_printf("%s %s", number, unit->name);
}

char *units_round_time(double time_ns)
{
    return format_round(times, G_N_ELEMENTS(times), time_ns);
}

char *units_round_bytes(double bytes)
{
    return format_round(sizes, G_N_ELEMENTS(sizes), bytes);
}

struct rate_scale rate_scale_for(double most_per_s)
{
    const struct unit *unit = &sizes[pick_unit(sizes, G_N_ELEMENTS(sizes), most_per_s)];
    return (struct rate_scale){unit->name, unit->size};
}
