package rig

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Process is a running serve.
type Process struct {
	Pid  int
	cmd  *exec.Cmd
	done chan struct{}
	err  error // after done
}

// Serve starts the program, with flags that it may have, and returns when it answers.
func (s *Site) Serve(ctx context.Context, flags ...string) (*Process, error) {
	cmd := s.Command(context.WithoutCancel(ctx), append([]string{"serve"}, flags...)...)
	cmd.Stderr = &s.log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{Pid: cmd.Process.Pid, cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, s.answers(ctx, p)
}

// answers waits for the first page.
func (s *Site) answers(ctx context.Context, p *Process) error {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		resp, err := client.Get("http://" + s.Addr + "/")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("the first page answers %d", resp.StatusCode)
			}
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("serve ended: %w\n%s", p.err, s.Log())
		case <-ctx.Done():
			p.Kill()
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

// Kill ends the program as a power cut would, and waits until it is gone.
func (p *Process) Kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the program to end and returns how long it took and how it exited.
func (p *Process) Stop() (time.Duration, int) {
	start := time.Now()
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(30 * time.Second):
		p.Kill()
	}
	return time.Since(start), p.cmd.ProcessState.ExitCode()
}

// log collects what several runs say.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
