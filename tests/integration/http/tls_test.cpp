#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "live_server.hpp"

using namespace qingqian;
using namespace qingqian::tests;

namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

// A self-signed certificate for "localhost" and its key, as PEM files.
struct Certificate {
    std::filesystem::path folder;
    std::string certificate, key;

    Certificate() {
        std::string name = (std::filesystem::temp_directory_path() / "qingqian-tls-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
        certificate = folder / "certificate.pem";
        key = folder / "key.pem";
        const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> pair(EVP_EC_gen("P-256"));
        const std::unique_ptr<X509, Freed<X509_free>> x509(X509_new());
        X509_gmtime_adj(X509_getm_notBefore(x509.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
        X509_set_pubkey(x509.get(), pair.get());
        auto* subject = X509_get_subject_name(x509.get());
        const auto* host = reinterpret_cast<const unsigned char*>("localhost");
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, host, -1, -1, 0);
        X509_set_issuer_name(x509.get(), subject);
        REQUIRE(X509_sign(x509.get(), pair.get(), EVP_sha256()) > 0);
        const std::unique_ptr<FILE, Freed<std::fclose>> out(std::fopen(certificate.c_str(), "w"));
        PEM_write_X509(out.get(), x509.get());
        const std::unique_ptr<FILE, Freed<std::fclose>> secret(std::fopen(key.c_str(), "w"));
        PEM_write_PrivateKey(secret.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }
    ~Certificate() { std::filesystem::remove_all(folder); }
};

class TlsClient {
  public:
    TlsClient(std::uint16_t port, int highest_version = TLS1_3_VERSION)
        : context_(SSL_CTX_new(TLS_client_method())), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), highest_version);
        // Lets the client offer what the server must refuse.
        SSL_CTX_set_security_level(context_.get(), 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{5, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_);
        connected = SSL_connect(ssl_.get()) == 1;
    }
    ~TlsClient() { ::close(socket_); }

    void send(std::string_view bytes) {
        REQUIRE(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                static_cast<int>(bytes.size()));
    }
    // Up to the end of the connection; `clean` when the server said so in TLS.
    std::string read_all() {
        std::string all;
        char piece[16384];
        for (;;) {
            const int count = SSL_read(ssl_.get(), piece, sizeof piece);
            if (count <= 0) {
                clean = SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN;
                return all;
            }
            all.append(piece, static_cast<std::size_t>(count));
        }
    }

    bool connected = false;
    bool clean = false;

  private:
    std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
    int socket_;
};

void serve_tls(LiveServer& live, const Certificate& files) {
    live.options.tls_certificate = files.certificate;
    live.options.tls_key = files.key;
    live.route("POST", "/echo", http::BodyKind::json, [](auto exchange) {
        exchange->respond(http::json(200, std::string(exchange->head.scheme) + exchange->body));
    });
    live.start();
}

}  // namespace

TEST_CASE("requests over TLS are answered, with HSTS, and end with a proper farewell") {
    const Certificate files;
    LiveServer live;
    serve_tls(live, files);
    const std::string body(200'000, 'x');
    const std::string fields = "Host: a\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n";
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(live.port(), version);
        REQUIRE(client.connected);
        client.send("POST /echo HTTP/1.1\r\n" + fields + "\r\n" + body);
        client.send("POST /echo HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n" + body);
        const auto both = client.read_all();
        CHECK(client.clean);
        CHECK(header_of(both, "Strict-Transport-Security") == "max-age=31536000");
        const auto first = body_of(both).substr(0, 200'005);
        CHECK(first == "https" + body);
        CHECK(body_of(body_of(both).substr(200'005)) == first);
    }
    CHECK(live.server->drain(std::chrono::seconds(5)));
}

TEST_CASE("TLS 1.1 and plain text are refused on a TLS port") {
    const Certificate files;
    LiveServer live;
    serve_tls(live, files);
    CHECK_FALSE(TlsClient(live.port(), TLS1_1_VERSION).connected);
    RawClient plain(live.port());
    plain.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(plain.read_all()) == 0);
}

TEST_CASE("a certificate that cannot be used stops the start with its name") {
    const Certificate files;
    const Certificate others;
    const auto refused = [&](const std::string& certificate, const std::string& key, const char* sentence) {
        LiveServer live;
        live.options.tls_certificate = certificate;
        live.options.tls_key = key;
        CHECK_THROWS_WITH(live.start(), doctest::Contains(sentence));
    };
    refused("/nowhere.pem", files.key, "/nowhere.pem");
    refused(files.certificate, "/nowhere.key", "/nowhere.key");
    refused(files.certificate, others.key, others.key.c_str());
    refused(files.certificate, "", "both");
}
