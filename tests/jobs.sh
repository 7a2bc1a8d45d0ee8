# The jobs of tests/run.sh, and what must be built before they run. Sourced by it.

prepare() {
  npm_install "$root/deploy/sandbox"
  npm_install "$root/tests/e2e"
  npm_install "$root/tests/contract"
  build_web
  npm_install "$root/server/web"
  build_program release qingqian -- -DQINGQIAN_TESTS=OFF
  build_program asan all_tests -- -DQINGQIAN_TESTS=ON
  build_program tsan tsan_tests -- -DQINGQIAN_TESTS=ON
  if [ "$deep" = yes ]; then build_program fuzz fuzz_tests -- -DQINGQIAN_TESTS=ON; fi
}

asan=build/asan
tsan=build/tsan
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS="suppressions=$root/tests/lsan.supp:print_suppressions=0"
export TSAN_OPTIONS=halt_on_error=1

# The longest first, or the last core waits for it alone; the second half of the screens begins when the first is
# nearly through, beside the short jobs.
e2e_half() { echo "tests/e2e/run.sh --shard=$1/2 --output=results/$1"; }
job e2e_1 "$(e2e_half 1)"
if [ "$deep" = yes ]; then
  job deep_lighthouse "node tests/e2e/lighthouse/run.mjs"
  job deep_tidy "tests/tidy.sh"
  job deep_attack "node --test tests/attack/tools.test.mjs"
fi
has_tests() { [ -n "$(find "$1" -name '*_test.cpp' -print -quit)" ]; }
for folder in "$root"/tests/unit/*/; do
  has_tests "$folder" && job "unit_$(basename "$folder")" "$asan/unit_$(basename "$folder")"
done
for folder in "$root"/tests/integration/*/; do
  has_tests "$folder" && job "integration_$(basename "$folder")" \
    "$asan/integration_$(basename "$folder")"
done
job e2e_2 "$(e2e_half 2)"
job tsan_store "$tsan/integration_store"
job tsan_notifier "$tsan/integration_notifier"
job sandbox "cd deploy/sandbox && npm test"
job web_types "cd server/web && npm run check"
job web_unit "cd server/web && npm test"
job contract "cd tests/contract && npm test"
job contract_postgresql "cd tests/contract && QINGQIAN_TEST_ENGINE=postgresql node --test --test-timeout=180000 contract.test.mjs"
job quickstart "node --test --test-timeout=240000 tests/deploy/quickstart.test.mjs"
job arrows "tests/arrows.sh"
job sbom "deploy/sbom.sh | jq -e '[.components[].name] | contains([\"vue\", \"libsqlite3-0\", \"libboost1.81-dev\"])'"
job format "tests/format.sh"
job attack_smuggling "node --test tests/attack/smuggling.test.mjs"
job fault_shim "node --test tests/fault/shim.test.mjs"
job fault_kill "node --test tests/fault/kill.test.mjs"
job fault_powercut "node --test tests/fault/powercut.test.mjs"
job fault_outbox "node --test tests/fault/outbox.test.mjs"
job fault_outage "node --test tests/fault/outage.test.mjs"
job fault_phases "node --test tests/fault/phases.test.mjs"
job fault_soak "node --test tests/fault/soak.test.mjs"
for source in "$root"/tests/fuzz/fuzz_*.cpp; do
  target=$(basename "$source" .cpp)
  name=${target#fuzz_}
  job "$target" "tests/fuzz/run.sh $name $asan/$target"
  if [ "$deep" = yes ]; then
    job "deep_$target" "tests/fuzz/run.sh $name build/fuzz/$target ${QINGQIAN_FUZZ_SECONDS:-60}"
  fi
done
