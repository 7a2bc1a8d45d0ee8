#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace qingqian::test {

/// A PostgreSQL server of this process's own: a fresh cluster in a temporary directory, reached over
/// 127.0.0.1 on a free port, without durability (tests end, machines do not crash). It ends with the process,
/// however that ends.
///
/// PostgreSQL refuses to run as root; started by root, it runs as the account `postgres`.
class PostgresServer {
  public:
    /// The server all tests of this program share; started at the first call. Throws std::runtime_error with
    /// a sentence when there are no binaries or it does not come up within 60 s.
    static PostgresServer& shared();

    /// Whether the binaries are there (`QINGQIAN_POSTGRES_BIN`, else /usr/lib/postgresql/15/bin).
    static bool available();

    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// The address of a new, empty database, "postgresql://postgres@127.0.0.1:…/test1".
    std::string new_database();
    /// The address of a copy of the database at an address, with which nobody is connected.
    std::string copy_of(const std::string& address);
    /// The address of database `name`.
    std::string address(const std::string& name) const;

    /// Stops the server at once, as a crash would, and starts it again on the same data.
    void stop();
    void start();

  private:
    std::string create(const std::vector<std::string>& options);

    std::string directory_;
    int port_ = 0;
    pid_t server_ = 0;
    int databases_ = 0;
};

}  // namespace qingqian::test
