#include "integration/support/sandbox.hpp"

#include <curl/curl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "support/paths.hpp"

namespace qingqian::test {
namespace json = boost::json;
namespace {

constexpr int start_timeout_ms = 20'000;

std::string first_line(int file) {
    std::string line;
    char letter = 0;
    while (true) {
        pollfd ready{file, POLLIN, 0};
        if (poll(&ready, 1, start_timeout_ms) <= 0) throw std::runtime_error("the sandbox does not come up");
        const auto got = read(file, &letter, 1);
        if (got <= 0)
            throw std::runtime_error("the sandbox ended at once; is `npm ci` done in deploy/sandbox?");
        if (letter == '\n') return line;
        line.push_back(letter);
    }
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
}

std::string request(const std::string& url, const std::string* body) {
    std::string answer;
    CURL* handle = curl_easy_init();
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
    if (body != nullptr) {
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body->c_str());
    }
    const auto result = curl_easy_perform(handle);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
    if (result != CURLE_OK || status != 200) throw std::runtime_error("sandbox: " + url + ": " + answer);
    return answer;
}

std::string escaped(const std::string& text) {
    char* raw = curl_easy_escape(nullptr, text.c_str(), static_cast<int>(text.size()));
    std::string out(raw);
    curl_free(raw);
    return out;
}

}  // namespace

Sandbox::Sandbox(const std::string& options) {
    int in[2];
    int out[2];
    if (pipe(in) != 0 || pipe(out) != 0) throw std::runtime_error("no pipe for the sandbox");
    std::vector<std::string> words{"node",
                                   (source_dir() / "deploy/sandbox/main.js").string(),
                                   "--http",
                                   "127.0.0.1:0",
                                   "--smtp",
                                   "127.0.0.1:0",
                                   "--account-sid",
                                   account_sid,
                                   "--auth-token",
                                   auth_token,
                                   "--exit-with-stdin"};
    std::istringstream further(options);
    for (std::string word; further >> word;) words.push_back(word);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const char* own = std::getenv("NODE");
    const std::string node = own != nullptr ? own : "node";
    process_ = fork();
    if (process_ == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (const int file : {in[0], in[1], out[0], out[1]}) close(file);
        execvp(node.c_str(), arguments.data());
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    output_ = out[0];
    try {
        const auto ready = json::parse(first_line(output_));
        http_ = std::string_view(ready.at("http").as_string());
        smtp_ = std::string_view(ready.at("smtp").as_string());
    } catch (...) {
        stop();
        throw;
    }
}

Sandbox::~Sandbox() {
    stop();
}

void Sandbox::stop() {
    if (process_ > 0) {
        kill(process_, SIGTERM);
        waitpid(process_, nullptr, 0);
    }
    process_ = 0;
    for (int* file : {&input_, &output_}) {
        if (*file >= 0) close(*file);
        *file = -1;
    }
}

json::value Sandbox::get(const std::string& path) const {
    return json::parse(request(http_ + path, nullptr));
}

json::array Sandbox::messages(const std::string& to) const {
    return get("/sandbox/messages.json?to=" + escaped(to)).at("messages").as_array();
}

json::array Sandbox::attempts(const std::string& to) const {
    return get("/sandbox/attempts.json?to=" + escaped(to)).at("attempts").as_array();
}

json::array Sandbox::mails(const std::string& to) const {
    json::array whole;
    const auto list = get("/sandbox/mails.json?to=" + escaped(to));
    for (const auto& mail : list.at("mails").as_array()) {
        whole.push_back(
            get("/sandbox/mails/" + std::string(std::string_view(mail.at("id").as_string())) + ".json"));
    }
    return whole;
}

void Sandbox::rule(const std::string& rule) const {
    request(http_ + "/sandbox/rules", &rule);
}

}  // namespace qingqian::test
