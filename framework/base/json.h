// SPDX-License-Identifier: MIT
#pragma once
// JSON with jansson. Reading checks types and says which key is wrong; unknown keys are ignored.
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Frees `value` and appends it as text: keys in order, 15 digits, jansson's `flags`; in characters
 * that a terminal can only show.
 */
void json_append(GString *out, json_t *value, size_t flags);
/** The same as a text alone. */
char *json_print(json_t *value, size_t flags);

/** The largest number that is written: the 15 digits of a larger one may be beyond a double. */
#define JSON_MOST 1.79769313486231e308

/** A number; null if it is not finite or beyond JSON_MOST. */
json_t *json_number_or_null(double value);

/** Sets `key` to a number; does nothing if the value is not finite or beyond JSON_MOST. */
void json_put_number(json_t *object, const char *key, double value);
/** Sets `key` to two numbers; does nothing if one of them could not be set. */
void json_put_pair(json_t *object, const char *key, const double pair[2]);
/** Sets `key` to a text, with invalid UTF-8 replaced; does nothing if `text` is NULL. */
void json_put_text(json_t *object, const char *key, const char *text);
void json_put_bool(json_t *object, const char *key, bool value);
void json_put_integer(json_t *object, const char *key, uint64_t value);
/** Sets `key` to an array of the texts in `lines` (char *). */
void json_put_lines(json_t *object, const char *key, const GPtrArray *lines);

// A reader keeps the first error; after it every getter returns its default.
struct json_reader {
    char *wrong; // the first error; NULL: none
};

/** What a number may be. No number is read without one; JSON_MOST: as large as it likes. */
struct json_range {
    double least, most;
};
/** A number; `fallback` if the key is absent. */
double json_get_number(struct json_reader *reader, const json_t *object, const char *key,
                       const struct json_range *range, double fallback);
/** A whole number from 0; 0 if the key is absent. */
uint64_t json_get_integer(struct json_reader *reader, const json_t *object, const char *key,
                          const struct json_range *range);
/** A whole number of either sign; `fallback` if the key is absent. */
int64_t json_get_signed(struct json_reader *reader, const json_t *object, const char *key,
                        const struct json_range *range, int64_t fallback);
/** A number of the array `key`; NAN if the array is NULL or too short, or says null there. */
double json_get_element(struct json_reader *reader, const json_t *array, const char *key,
                        size_t index, const struct json_range *range);
bool json_get_bool(struct json_reader *reader, const json_t *object, const char *key);
/** A copy of a text; NULL if the key is absent. */
char *json_get_text(struct json_reader *reader, const json_t *object, const char *key);
/** The same of a name, of at most TEXT_MOST_NAME bytes. */
char *json_get_name(struct json_reader *reader, const json_t *object, const char *key);
/** Complains about a name that is longer; `what` says where it is. */
void json_check_name(struct json_reader *reader, const char *what, const char *name);
/** An array; NULL if the key is absent. */
const json_t *json_get_array(struct json_reader *reader, const json_t *object, const char *key);
/** An object; NULL if the key is absent. */
const json_t *json_get_object(struct json_reader *reader, const json_t *object, const char *key);
/** Two numbers; NAN if the key is absent. */
void json_get_pair(struct json_reader *reader, const json_t *object, const char *key,
                   const struct json_range *range, double pair[2]);
/** Appends the texts of an array to `lines`. */
void json_get_lines(struct json_reader *reader, const json_t *object, const char *key,
                    GPtrArray *lines);
/** Records an error (printf style), if it is the first. */
__attribute__((format(printf, 2, 3))) void json_complain(struct json_reader *reader,
                                                         const char *format, ...);
