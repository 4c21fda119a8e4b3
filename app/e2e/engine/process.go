package engine

import (
	"os"
	"os/exec"
	"time"
)

// process is a program that ends with the tests, with a folder of its own.
type process struct {
	cmd    *exec.Cmd
	folder string
	ended  chan struct{}
}

// run starts a program that takes folder for its person's home. What it says goes
// to a file there: engines talk a lot, and mean none of it.
func run(folder string, env []string, path string, args ...string) (*process, error) {
	said, err := os.Create(folder + "/said")
	if err != nil {
		return nil, err
	}
	defer said.Close()
	p := &process{exec.Command(path, args...), folder, make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), "HOME="+folder, "XDG_RUNTIME_DIR="+folder, "XDG_CACHE_HOME="+folder, "XDG_CONFIG_HOME="+folder, "XDG_DATA_HOME="+folder), env...)
	p.cmd.Stdout, p.cmd.Stderr = said, said
	tie(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

func (p *process) stop() {
	end(p.cmd)
	<-p.ended
	os.RemoveAll(p.folder)
}

// until waits for a program to be ready.
func (p *process) until(ready func() bool) error {
	for began := time.Now(); time.Since(began) < starts; time.Sleep(20 * time.Millisecond) {
		if ready() {
			return nil
		}
		select {
		case <-p.ended:
			said, _ := os.ReadFile(p.folder + "/said")
			return &exec.Error{Name: p.cmd.Path, Err: os.NewSyscallError(tail(said), os.ErrProcessDone)}
		default:
		}
	}
	return &exec.Error{Name: p.cmd.Path, Err: os.ErrDeadlineExceeded}
}

func tail(said []byte) string { return string(said[max(0, len(said)-500):]) }
