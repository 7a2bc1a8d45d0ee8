// libpq, PostgreSQL's client library, loaded by the first connection to such a database: the functions of it
// that SOCI and this room call. See base/late_library.hpp.
#include <libpq-fe.h>
#include <libpq/libpq-fs.h>

#include "base/late_library.hpp"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): a function's name becomes a text.
#define HAND_ON(name, ...)                                          \
    static auto* const found = libpq.find<decltype(::name)>(#name); \
    return found(__VA_ARGS__)

namespace {
qingqian::base::LateLibrary libpq("libpq.so.5");
}

extern "C" {
// One function, one line.
// clang-format off
void PQclear(PGresult* res) { HAND_ON(PQclear, res); }
char* PQcmdTuples(PGresult* res) { HAND_ON(PQcmdTuples, res); }
PGconn* PQconnectdb(const char* conninfo) { HAND_ON(PQconnectdb, conninfo); }
char* PQerrorMessage(const PGconn* conn) { HAND_ON(PQerrorMessage, conn); }
PGresult* PQexec(PGconn* conn, const char* query) { HAND_ON(PQexec, conn, query); }
PGresult* PQexecParams(PGconn* conn, const char* command, int n_params, const Oid* param_types, const char*const* param_values, const int* param_lengths, const int* param_formats, int result_format) { HAND_ON(PQexecParams, conn, command, n_params, param_types, param_values, param_lengths, param_formats, result_format); }
PGresult* PQexecPrepared(PGconn* conn, const char* stmt_name, int n_params, const char*const* param_values, const int* param_lengths, const int* param_formats, int result_format) { HAND_ON(PQexecPrepared, conn, stmt_name, n_params, param_values, param_lengths, param_formats, result_format); }
int PQfformat(const PGresult* res, int field_num) { HAND_ON(PQfformat, res, field_num); }
void PQfinish(PGconn* conn) { HAND_ON(PQfinish, conn); }
char* PQfname(const PGresult* res, int field_num) { HAND_ON(PQfname, res, field_num); }
int PQfsize(const PGresult* res, int field_num) { HAND_ON(PQfsize, res, field_num); }
Oid PQftype(const PGresult* res, int field_num) { HAND_ON(PQftype, res, field_num); }
PGresult* PQgetResult(PGconn* conn) { HAND_ON(PQgetResult, conn); }
int PQgetisnull(const PGresult* res, int tup_num, int field_num) { HAND_ON(PQgetisnull, res, tup_num, field_num); }
char* PQgetvalue(const PGresult* res, int tup_num, int field_num) { HAND_ON(PQgetvalue, res, tup_num, field_num); }
int PQnfields(const PGresult* res) { HAND_ON(PQnfields, res); }
int PQntuples(const PGresult* res) { HAND_ON(PQntuples, res); }
PGresult* PQprepare(PGconn* conn, const char* stmt_name, const char* query, int n_params, const Oid* param_types) { HAND_ON(PQprepare, conn, stmt_name, query, n_params, param_types); }
char* PQresultErrorField(const PGresult* res, int fieldcode) { HAND_ON(PQresultErrorField, res, fieldcode); }
char* PQresultErrorMessage(const PGresult* res) { HAND_ON(PQresultErrorMessage, res); }
ExecStatusType PQresultStatus(const PGresult* res) { HAND_ON(PQresultStatus, res); }
int PQsendPrepare(PGconn* conn, const char* stmt_name, const char* query, int n_params, const Oid* param_types) { HAND_ON(PQsendPrepare, conn, stmt_name, query, n_params, param_types); }
int PQsendQuery(PGconn* conn, const char* query) { HAND_ON(PQsendQuery, conn, query); }
int PQsendQueryParams(PGconn* conn, const char* command, int n_params, const Oid* param_types, const char*const* param_values, const int* param_lengths, const int* param_formats, int result_format) { HAND_ON(PQsendQueryParams, conn, command, n_params, param_types, param_values, param_lengths, param_formats, result_format); }
int PQsendQueryPrepared(PGconn* conn, const char* stmt_name, int n_params, const char*const* param_values, const int* param_lengths, const int* param_formats, int result_format) { HAND_ON(PQsendQueryPrepared, conn, stmt_name, n_params, param_values, param_lengths, param_formats, result_format); }
int PQserverVersion(const PGconn* conn) { HAND_ON(PQserverVersion, conn); }
int PQsetSingleRowMode(PGconn* conn) { HAND_ON(PQsetSingleRowMode, conn); }
ConnStatusType PQstatus(const PGconn* conn) { HAND_ON(PQstatus, conn); }
PQnoticeProcessor PQsetNoticeProcessor(PGconn* conn, PQnoticeProcessor proc, void* arg) { HAND_ON(PQsetNoticeProcessor, conn, proc, arg); }
int lo_close(PGconn* conn, int fd) { HAND_ON(lo_close, conn, fd); }
int lo_lseek(PGconn* conn, int fd, int offset, int whence) { HAND_ON(lo_lseek, conn, fd, offset, whence); }
int lo_open(PGconn* conn, Oid lobj_id, int mode) { HAND_ON(lo_open, conn, lobj_id, mode); }
int lo_read(PGconn* conn, int fd, char* buf, size_t len) { HAND_ON(lo_read, conn, fd, buf, len); }
int lo_write(PGconn* conn, int fd, const char* buf, size_t len) { HAND_ON(lo_write, conn, fd, buf, len); }
// clang-format on
}  // extern "C"
