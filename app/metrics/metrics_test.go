package metrics

import (
	"regexp"
	"testing"
	"time"
)

// The text is what Prometheus' own documents show.
func TestText(t *testing.T) {
	times := NewTimes(time.Millisecond, time.Second)
	if times.Any() {
		t.Error("there is one before the first")
	}
	for _, d := range []time.Duration{0, time.Millisecond, time.Millisecond + 1, time.Second, time.Minute} {
		times.Add(d)
	}
	text := new(Text)
	text.Counter("a_total", "What was.")
	text.Value(1, "kind", "x", "odd", "a\"b\\c\nd")
	text.Value(1e15)
	text.Gauge("b", "What is.")
	text.Value(0.25)
	text.Histogram("c_seconds", "How long.")
	text.Times(times, "route", "/t/:n")
	want := `# HELP a_total What was.
# TYPE a_total counter
a_total{kind="x",odd="a\"b\\c\nd"} 1
a_total 1e+15
# HELP b What is.
# TYPE b gauge
b 0.25
# HELP c_seconds How long.
# TYPE c_seconds histogram
c_seconds_bucket{route="/t/:n",le="0.001"} 2
c_seconds_bucket{route="/t/:n",le="1"} 4
c_seconds_bucket{route="/t/:n",le="+Inf"} 5
c_seconds_sum{route="/t/:n"} 61.002000001
c_seconds_count{route="/t/:n"} 5
`
	if got := string(text.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !times.Any() {
		t.Error("there is none")
	}
}

// Counting makes nothing that has to be collected.
func TestAddAllocatesNothing(t *testing.T) {
	times := NewTimes(time.Millisecond, time.Second)
	if n := testing.AllocsPerRun(100, func() { times.Add(time.Minute) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A process has memory, a clock and descriptors.
func TestWriteProcess(t *testing.T) {
	text := new(Text)
	WriteProcess(text)
	for _, name := range []string{"process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds", "go_memstats_heap_alloc_bytes", "go_goroutines"} {
		if !regexp.MustCompile(`(?m)^` + name + ` [0-9.e+-]+$`).Match(text.Bytes()) {
			t.Errorf("nothing is said of %s: %s", name, text.Bytes())
		}
	}
}
