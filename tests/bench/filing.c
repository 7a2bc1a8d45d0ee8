/* What the disk and SQLite alone allow: replays the statements that the server's writer really executed
 * (a file made by QINGQIAN_TRACE_SQL) on the raw SQLite API, every statement prepared once, in groups of a
 * given size under one commit each.
 *
 *     filing TRACE DATABASE GROUP CHECKPOINT_PAGES
 *
 * DATABASE is a copy of the database as it was when the trace began, so that every id comes out the same and
 * foreign keys hold. A line of the trace is `statement as prepared <tab> the same with its values;`. The
 * server's pragmas stand in the trace; its own BEGIN, SAVEPOINT and COMMIT are replaced by our grouping. A unit
 * of work ends with the group, and where the next case is inserted. Prints one line of JSON.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { max_statements = 512, max_parameters = 64 };

typedef struct {
    char type; /* i, d, t, b or n */
    int length;
    union {
        long long integer;
        double real;
        const char *text;
    };
} Value;

typedef struct {
    const char *sql; /* as prepared; the key of the cache */
    size_t length;
    int parameters;               /* occurrences in the text */
    int position[max_parameters]; /* SQLite's number of each occurrence */
    sqlite3_stmt *handle;
} Statement;

typedef struct {
    int statement;
    size_t first_value;
} Step;

typedef struct {
    size_t first_step, steps;
} Unit;

static Statement statements[max_statements];
static int statement_count;
static Value *values;
static size_t value_count, value_room;
static Step *steps;
static size_t step_count, step_room;
static Unit *units;
static size_t unit_count, unit_room;
static size_t filings;
static int wal_pages;

static void die(const char *what, const char *why) {
    fprintf(stderr, "filing: %s: %s\n", what, why);
    exit(1);
}

static void *grown(void *list, size_t count, size_t *room, size_t size) {
    if (count < *room) return list;
    *room = *room == 0 ? 4096 : *room * 2;
    list = realloc(list, *room * size);
    if (list == NULL) die("memory", "exhausted");
    return list;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int is_name(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of a parameter (`:name`, `?`, `?3`) at `text`, or 0. */
static size_t parameter_at(const char *text, const char *end) {
    const char *at = text;
    if (*at != ':' && *at != '?') return 0;
    for (++at; at < end && is_name(*at);) ++at;
    return at - text > 1 || *text == '?' ? (size_t)(at - text) : 0;
}

/* Reads the literal at `*at`, unquoting it where it stands, and moves `*at` behind it. */
static Value read_literal(char **at, const char *end) {
    Value value = {0};
    char *from = *at;
    if (*from == '\'') {
        char *to = ++from;
        value.type = 't';
        value.text = from;
        while (from < end && (*from != '\'' || from[1] == '\'')) {
            if (*from == '\'') ++from;
            *to++ = *from++;
        }
        value.length = (int)(to - value.text);
        *at = from + 1;
    } else if (strncmp(from, "NULL", 4) == 0) {
        value.type = 'n';
        *at = from + 4;
    } else if (strncmp(from, "x'", 2) == 0) {
        char *to = from += 2;
        value.type = 'b';
        value.text = from;
        for (; from < end && *from != '\''; from += 2) {
            unsigned byte;
            sscanf(from, "%2x", &byte);
            *to++ = (char)byte;
        }
        value.length = (int)(to - value.text);
        *at = from + 1;
    } else {
        char *stop = from;
        value.type = 'i';
        value.integer = strtoll(from, &stop, 10);
        if (*stop == '.' || *stop == 'e') {
            value.type = 'd';
            value.real = strtod(from, &stop);
        }
        if (stop == from) die("a value in the trace is no literal", from);
        *at = stop;
    }
    return value;
}

static int statement_of(const char *sql, size_t length) {
    for (int i = 0; i < statement_count; ++i) {
        if (statements[i].length == length && memcmp(statements[i].sql, sql, length) == 0) return i;
    }
    if (statement_count == max_statements) die("trace", "more kinds of statements than expected");
    statements[statement_count].sql = sql;
    statements[statement_count].length = length;
    return statement_count++;
}

/* One line: the statement up to the tab, then the same with values. Both agree but for the parameters. */
static void take_step(char *sql, size_t length, char *filled, char *end) {
    const int number = statement_of(sql, length);
    Statement *statement = &statements[number];
    const char *const sql_end = sql + length;
    const int first_time = statement->parameters == 0;
    steps = grown(steps, step_count, &step_room, sizeof *steps);
    steps[step_count++] = (Step){number, value_count};
    int seen = 0;
    for (const char *at = sql; at < sql_end;) {
        if (*at == '\'') { /* a text of the statement itself: nothing inside it is a parameter */
            do {
                ++at, ++filled;
            } while (at < sql_end && *at != '\'');
            ++at, ++filled;
            continue;
        }
        const size_t parameter = parameter_at(at, sql_end);
        if (parameter == 0) {
            if (*at != *filled) die("statement and values disagree", sql);
            ++at, ++filled;
            continue;
        }
        if (seen == max_parameters) die("too many parameters", sql);
        values = grown(values, value_count, &value_room, sizeof *values);
        values[value_count++] = read_literal(&filled, end);
        at += parameter;
        ++seen;
    }
    if (first_time) statement->parameters = seen;
    if (statement->parameters != seen) die("parameters differ", sql);
}

static int says(const char *line, const char *word) { return strncasecmp(line, word, strlen(word)) == 0; }

static void close_unit(size_t *first, int *filing) {
    if (step_count > *first) {
        units = grown(units, unit_count, &unit_room, sizeof *units);
        units[unit_count++] = (Unit){*first, step_count - *first};
        filings += (size_t)*filing;
    }
    *first = step_count;
    *filing = 0;
}

/* Cuts the trace into units of work; runs the pragmas it begins with. A unit that was rolled back is left
 * out, and so is a transaction whose end the trace no longer holds. */
static void read_trace(char *at, char *end, sqlite3 *database) {
    size_t first = 0, first_value = 0;
    int filing = 0, inside = 0;
    while (at < end) {
        char *line = at;
        char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL) break;
        at = stop + 1;
        char *tab = memchr(line, '\t', (size_t)(stop - line));
        if (tab == NULL) die("trace", "a line without a tab");
        if (says(line, "PRAGMA")) {
            *tab = 0;
            if (sqlite3_exec(database, line, NULL, NULL, NULL) != SQLITE_OK) die(line, sqlite3_errmsg(database));
        } else if (says(line, "BEGIN")) {
            first = step_count;
            first_value = value_count;
            inside = 1;
        } else if (says(line, "SAVEPOINT") || says(line, "RELEASE") || says(line, "COMMIT")) {
            close_unit(&first, &filing);
            first_value = value_count;
            if (says(line, "COMMIT")) inside = 0;
        } else if (says(line, "ROLLBACK")) {
            step_count = first;
            value_count = first_value;
            filing = 0;
        } else if (inside) {
            if (says(line, "INSERT INTO complaints ")) {
                if (filing) close_unit(&first, &filing);
                filing = 1;
            }
            take_step(line, (size_t)(tab - line), tab + 1, stop);
        }
    }
}

static void prepare_all(sqlite3 *database) {
    for (int i = 0; i < statement_count; ++i) {
        Statement *s = &statements[i];
        if (sqlite3_prepare_v3(database, s->sql, (int)s->length, SQLITE_PREPARE_PERSISTENT, &s->handle, NULL) !=
            SQLITE_OK) {
            die(sqlite3_errmsg(database), s->sql);
        }
        int seen = 0;
        int quoted = 0;
        for (const char *at = s->sql, *end = s->sql + s->length; at < end;) {
            if (*at == '\'') quoted = !quoted;
            const size_t parameter = quoted ? 0 : parameter_at(at, end);
            if (parameter == 0) {
                ++at;
                continue;
            }
            char name[128];
            snprintf(name, sizeof name, "%.*s", (int)parameter, at);
            const int found = strcmp(name, "?") == 0 ? seen + 1 : sqlite3_bind_parameter_index(s->handle, name);
            if (found == 0) die("no such parameter", name);
            s->position[seen++] = found;
            at += parameter;
        }
    }
}

static void run_step(sqlite3 *database, const Step *step) {
    const Statement *s = &statements[step->statement];
    const Value *value = &values[step->first_value];
    for (int i = 0; i < s->parameters; ++i, ++value) {
        switch (value->type) {
            case 'i': sqlite3_bind_int64(s->handle, s->position[i], value->integer); break;
            case 'd': sqlite3_bind_double(s->handle, s->position[i], value->real); break;
            case 't': sqlite3_bind_text(s->handle, s->position[i], value->text, value->length, SQLITE_STATIC); break;
            case 'b': sqlite3_bind_blob(s->handle, s->position[i], value->text, value->length, SQLITE_STATIC); break;
            default: sqlite3_bind_null(s->handle, s->position[i]);
        }
    }
    int code;
    while ((code = sqlite3_step(s->handle)) == SQLITE_ROW) {
    }
    if (code != SQLITE_DONE) die(sqlite3_errmsg(database), s->sql);
    sqlite3_reset(s->handle);
}

static sqlite3_stmt *verb(sqlite3 *database, const char *sql) {
    sqlite3_stmt *handle;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL) != SQLITE_OK) {
        die(sql, sqlite3_errmsg(database));
    }
    return handle;
}

static void run_verb(sqlite3 *database, sqlite3_stmt *handle) {
    if (sqlite3_step(handle) != SQLITE_DONE) die(sqlite3_sql(handle), sqlite3_errmsg(database));
    sqlite3_reset(handle);
}

static int remember_wal(void *context, sqlite3 *database, const char *name, int pages) {
    (void)context, (void)database, (void)name;
    wal_pages = pages;
    return SQLITE_OK;
}

int main(int argc, char **argv) {
    if (argc != 5) die("usage", "filing TRACE DATABASE GROUP CHECKPOINT_PAGES");
    const size_t group = (size_t)atol(argv[3]);
    const int checkpoint_pages = atoi(argv[4]);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3 *database;
    if (sqlite3_open(argv[2], &database) != SQLITE_OK) die(argv[2], sqlite3_errmsg(database));

    const int file = open(argv[1], O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0) die(argv[1], "cannot be read");
    char *text = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (text == MAP_FAILED) die(argv[1], "cannot be mapped");
    read_trace(text, text + about.st_size, database);
    if (group == 0 || filings == 0) die("trace", "holds no filing");
    prepare_all(database);
    sqlite3_stmt *begin = verb(database, "BEGIN IMMEDIATE"), *commit = verb(database, "COMMIT");
    sqlite3_wal_hook(database, remember_wal, NULL);

    size_t commits = 0, checkpoints = 0;
    const double began = seconds();
    for (size_t i = 0; i < unit_count;) {
        run_verb(database, begin);
        for (size_t end = i + group; i < end && i < unit_count; ++i) {
            for (size_t s = 0; s < units[i].steps; ++s) run_step(database, &steps[units[i].first_step + s]);
        }
        run_verb(database, commit);
        ++commits;
        if (wal_pages >= checkpoint_pages) {
            sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
            wal_pages = 0;
            ++checkpoints;
        }
    }
    const double took = seconds() - began;
    printf("{\"filings\":%zu,\"units\":%zu,\"seconds\":%.3f,\"per_second\":%.1f,\"commits\":%zu,\"checkpoints\":%zu,"
           "\"statements_per_filing\":%.1f}\n",
           filings, unit_count, took, (double)filings / took, commits, checkpoints,
           (double)step_count / (double)unit_count);
    return 0;
}
