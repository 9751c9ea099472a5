/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

enum { DAY = 86400 };

/* Days since 1970-01-01 of a proleptic Gregorian date (Hinnant's algorithm). */
static int64_t
days(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	    day_of_year - 719468;
}

static int
month_length(int year, int month)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return length[month - 1] + (month == 2 && leap);
}

bool
clock_valid_date(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= month_length(year, month);
}

int64_t
clock_of(int year, int month, int day)
{
	return days(year, month, day) * DAY;
}

/* Takes `n` digits off the front. */
static bool
digits(struct str *s, size_t n, int *out)
{
	uint64_t value;

	if (s->len < n || !str_number(str_n(s->p, n), 9999, &value))
		return false;
	*out = (int)value;
	*s = str_skip(*s, n);
	return true;
}

static bool
literal(struct str *s, const char *any)
{
	for (; *any; any++)
		if (s->len > 0 && s->p[0] == *any) {
			*s = str_skip(*s, 1);
			return true;
		}
	return false;
}

/* "", "Z" or "+hh:mm" */
static bool
zone_offset(struct str *s, int64_t *seconds)
{
	int hours, minutes, sign = s->len > 0 && s->p[0] == '-' ? -1 : 1;

	*seconds = 0;
	if (s->len == 0 || literal(s, "Zz"))
		return true;
	if (!literal(s, "+-") || !digits(s, 2, &hours) || !literal(s, ":") ||
	    !digits(s, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
clock_parse(struct str s, bool end, int64_t *out)
{
	int year, month, day, hour = 0, minute = 0, second = 0;
	int64_t offset = 0;

	s = str_trim(s);
	if (!digits(&s, 4, &year) || !literal(&s, "-") || !digits(&s, 2, &month) ||
	    !literal(&s, "-") || !digits(&s, 2, &day) || year < 1970 ||
	    !clock_valid_date(year, month, day))
		return false;
	if (s.len == 0) {
		*out = clock_of(year, month, day) + (end ? DAY : 0);
		return true;
	}
	if (!literal(&s, "Tt ") || !digits(&s, 2, &hour) || !literal(&s, ":") ||
	    !digits(&s, 2, &minute))
		return false;
	if (literal(&s, ":") && !digits(&s, 2, &second))
		return false;
	if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0) ||
	    !zone_offset(&s, &offset) || s.len > 0)
		return false;
	*out = clock_of(year, month, day) + hour * 3600 + minute * 60 + second - offset;
	return true;
}

struct str
clock_text(struct arena *a, int64_t when)
{
	int64_t day = when / DAY - (when % DAY < 0), second = when - day * DAY;
	int year = 1970 + (int)(day / 366), month = 1;

	while (days(year + 1, 1, 1) <= day)
		year++;
	while (month < 12 && days(year, month + 1, 1) <= day)
		month++;
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month,
	    (int)(day - days(year, month, 1)) + 1, (int)(second / 3600),
	    (int)(second / 60 % 60), (int)(second % 60));
}

bool
clock_duration(struct str s, uint32_t *out)
{
	uint64_t total = 0, n;

	if (str_number(s, UINT32_MAX, &n)) {
		*out = (uint32_t)n;
		return true;
	}
	while (s.len > 0) {
		size_t len = 0;
		uint64_t unit;

		while (len < s.len && ascii_digit(s.p[len]))
			len++;
		if (len == s.len || !str_number(str_n(s.p, len), UINT32_MAX, &n))
			return false;
		switch (ascii_lower(s.p[len])) {
		case 's': unit = 1; break;
		case 'm': unit = 60; break;
		case 'h': unit = 3600; break;
		case 'd': unit = DAY; break;
		case 'w': unit = 7 * DAY; break;
		default: return false;
		}
		total += n * unit;
		if (total > UINT32_MAX)
			return false;
		s = str_skip(s, len + 1);
		if (s.len == 0) {
			*out = (uint32_t)total;
			return true;
		}
	}
	return false;
}

struct str
clock_duration_text(struct arena *a, uint64_t seconds)
{
	static const struct { uint64_t length; char letter; } units[] = {
		{ 7 * DAY, 'w' }, { DAY, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' },
	};

	for (size_t i = 0; i < 4; i++) {
		uint64_t n = seconds / units[i].length, rest;

		if (n == 0)
			continue;
		rest = seconds % units[i].length / units[i + 1].length;
		if (rest == 0)
			return arena_printf(a, "%llu%c", (unsigned long long)n, units[i].letter);
		return arena_printf(a, "%llu%c %llu%c", (unsigned long long)n, units[i].letter,
		    (unsigned long long)rest, units[i + 1].letter);
	}
	return arena_printf(a, "%llus", (unsigned long long)seconds);
}
