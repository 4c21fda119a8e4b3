package metrics

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"syscall"
	"time"
)

var started = time.Now()

// WriteProcess writes what this process takes, under the names that all use. What the system
// does not tell is left out.
func WriteProcess(t *Text) {
	t.Gauge("process_start_time_seconds", "Start of the process, as Unix time.")
	t.Value(float64(started.UnixMilli()) / 1e3)
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil {
		t.Counter("process_cpu_seconds_total", "CPU time spent.")
		t.Value(float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9)
	}
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident int
		fmt.Fscan(bytes.NewReader(text), &size, &resident)
		t.Gauge("process_resident_memory_bytes", "Resident memory.")
		t.Value(float64(resident) * float64(os.Getpagesize()))
	}
	if n := descriptors(); n > 0 {
		t.Gauge("process_open_fds", "Open file descriptors.")
		t.Value(float64(n))
	}
	var most syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &most) == nil {
		t.Gauge("process_max_fds", "File descriptors that may be open.")
		t.Value(float64(most.Cur))
	}
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	t.Gauge("go_memstats_heap_alloc_bytes", "Memory of objects, in use or not yet collected.")
	t.Value(float64(heap[0].Value.Uint64()))
	t.Gauge("go_goroutines", "Goroutines.")
	t.Value(float64(runtime.NumGoroutine()))
}

// descriptors counts those that are open; 0: the system does not tell.
func descriptors() int {
	dir, err := os.Open("/proc/self/fd")
	if err != nil {
		return 0
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // what was read counts
	return max(len(names)-1, 0)      // but for dir
}
