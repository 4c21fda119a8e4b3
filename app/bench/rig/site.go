// Package rig meets Hilo from outside, as the world does: it builds the real
// program and runs it on a folder of its own, between browsers and a real mail
// server. The tests that kill it and the measurements stand on it.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build makes the program in dir, without cgo as it is delivered, and returns
// its file. root is the folder of the module.
func Build(root, dir string, flags ...string) (string, error) {
	file := filepath.Join(dir, "hilo")
	build := exec.Command("go", append(append([]string{"build", "-o", file}, flags...), ".")...)
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, said)
	}
	return file, nil
}

// Site is an installation: a folder of data and the settings to serve it with.
type Site struct {
	Dir  string
	URL  string
	Addr string
	Post *Post
	Env  []string // more settings, or others

	Descriptors int // that it may have open; 0: as many as we

	file string
	log  log
}

// NewSite lays out an installation in dir for the program in file, at a free port.
func NewSite(file, dir string) (*Site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	s := &Site{file: file, Dir: dir, Addr: l.Addr().String()}
	_, port, _ := net.SplitHostPort(s.Addr)
	s.URL = "http://localhost:" + port
	s.Post, err = OpenPost()
	return s, err
}

// Database is the SQLite file.
func (s *Site) Database() string { return filepath.Join(s.Dir, "hilo.db") }

// Log is all that the program said on stderr in all its runs.
func (s *Site) Log() string { return s.log.String() }

// Command is the program with the site's settings, not started.
func (s *Site) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.file, args...)
	if s.Descriptors > 0 {
		few := fmt.Sprintf(`ulimit -n %d && exec "$0" "$@"`, s.Descriptors)
		cmd = exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", few, s.file}, args...)...)
	}
	cmd.Dir = s.Dir
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "HILO_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "HILO_ADDR="+s.Addr, "HILO_URL="+s.URL, "HILO_DATABASE="+s.Database(), "HILO_FILES="+filepath.Join(s.Dir, "files"),
		"HILO_SECRET_FILE="+filepath.Join(s.Dir, "secret"), "HILO_SMTP=smtp://"+s.Post.Addr, "HILO_MAIL_DELAY=0s")
	cmd.Env = append(cmd.Env, s.Env...)
	return cmd
}

// Run runs a command to its end and returns how it exited and what it said.
func (s *Site) Run(ctx context.Context, args ...string) (code int, out, said string, err error) {
	cmd := s.Command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() > 0 {
		err = nil
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), err
}
