#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "files/content_check.hpp"

namespace qingqian::files {

/// Where clamd listens: a socket in the file system, or a host and port.
struct ClamdAddress {
    std::string path;  ///< "/run/clamav/clamd.ctl"; empty: TCP
    std::string host;
    std::string port;
};

/// "unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl" or "tcp://127.0.0.1:3310"; or what is wrong with it,
/// as a sentence for the log.
std::expected<ClamdAddress, std::string> read_clamd_address(std::string_view text);

/// The virus scanner clamd, asked by INSTREAM (clamd(8)): the file travels over the socket, so that clamd
/// needs no right to read our folder and may stand on another machine.
class Clamd {
  public:
    /// `time`: the longest that one file may take, connecting included.
    explicit Clamd(ClamdAddress address, std::chrono::milliseconds time = std::chrono::seconds(60))
        : address_(std::move(address)), time_(time) {}

    /// What clamd says of the file at `path`: `clean`; `infected` with the signature's name as detail
    /// (`virus:Eicar-Signature`); `unscannable` as `virus_scan_too_large` (over clamd's StreamMaxLength) or
    /// `virus_scan_failed` (another error, or no answer in time). Nothing when clamd cannot be reached: the
    /// file waits, and nothing is served meanwhile. Blocks.
    std::expected<Verdict, std::string> scan(const std::string& path) const;

    /// "ClamAV 1.0.7/27000/…", or why it does not answer. Blocks for at most five seconds.
    std::expected<std::string, std::string> version() const;

  private:
    ClamdAddress address_;
    std::chrono::milliseconds time_;
};

}  // namespace qingqian::files
