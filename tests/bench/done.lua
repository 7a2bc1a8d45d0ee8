-- What a run of wrk came to, as one line of JSON.
return function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"per_second":%.1f,"p50_ms":%.2f,"p99_ms":%.2f,"not_2xx":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
