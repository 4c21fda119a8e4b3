package backup

import (
	"runtime"
	"syscall"
)

// gently does what takes long on a thread of its own, which has the processor when nobody
// else wants it: people who write meanwhile come first.
func gently(do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()                           // never unlocked: the thread ends with us
		syscall.Setpriority(syscall.PRIO_PROCESS, 0, 10) // of this thread alone; refused it is as quick as any
		do()
	}()
	<-done
}
