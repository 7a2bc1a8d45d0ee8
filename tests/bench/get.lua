-- Gets one address over and over with the session cookie of QUEUE_COOKIE.
function init() wrk.headers["Cookie"] = os.getenv("QUEUE_COOKIE") end

function done(summary, latency)
  dofile(os.getenv("BENCH_DONE"))(summary, latency)
end
