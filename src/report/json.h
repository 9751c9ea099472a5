/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ZONEVET_REPORT_JSON_H
#define ZONEVET_REPORT_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "report/report.h"

/*
 * JSON as all its formats write it: element by element, so that a hundred
 * thousand findings need no more memory than one; ASCII only; and since a CI
 * log may show it, a # behind another is written \u0023: no runner finds its
 * ##[command] in it.
 */
struct writer {
	struct buf line;
	FILE *out;
	int depth;                      /* of the object or list that is open */
	bool first;                     /* nothing stands in it yet */
};

/* Before the first value is made. */
void put_begin(struct writer *, FILE *out);
/* '{' or '['; the key is NULL in a list and at the top. */
void put_open(struct writer *, const char *key, char bracket);
void put_close(struct writer *, char bracket);
/* Takes the value. */
void put_member(struct writer *, const char *key, json_t *value);
/* The value on a line of its own, for formats of one object a line. */
void put_line(struct writer *, json_t *value);
/* The end of the writer. */
void put_end(struct writer *);

/* Text with its valid UTF-8; other octets as \DDD. */
json_t *text_value(struct str);
json_t *text_or_null(struct str);
/* Text in which nothing but printable ASCII is left, the rest \DDD: for what people will see. */
json_t *plain_value(struct str);
json_t *number_value(uint64_t);
json_t *number_if(bool known, uint64_t);
void set_member(json_t *object, const char *key, json_t *value);
/* The same for texts, and nothing when it is empty. */
void set_text(json_t *object, const char *key, struct str);

#endif
