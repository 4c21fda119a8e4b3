// Package s3test runs a real S3 server for tests, versitygw, and a proxy before it that
// breaks in the ways that networks and stores do.
package s3test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Credentials that the server knows.
const (
	Key    = "hilo-test-key"
	Secret = "hilo-test-secret"
)

// Bucket is there.
const Bucket = "attachments"

// Server is one that runs until its test ends.
type Server struct {
	Addr string
	Dir  string // of its buckets: a folder each, and in it a file for each object
}

// program is the server, built once from its module at the version in its go.mod, and kept
// in the cache of Go's builds.
var program = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	build := exec.Command("go", "-C", filepath.Join(filepath.Dir(here), "versitygw"), "tool", "-n", "versitygw")
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	said := new(strings.Builder)
	build.Stderr = said
	out, err := build.Output()
	if err != nil {
		return "", fmt.Errorf("the S3 server of the tests (versitygw) cannot be built; the first time, that needs the network: %w\n%s", err, said)
	}
	return strings.TrimSpace(string(out)), nil
})

// Start runs a server with an empty bucket.
func Start(t testing.TB) *Server {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Dir: t.TempDir()}
	if err := os.Mkdir(filepath.Join(s.Dir, Bucket), 0o700); err != nil {
		t.Fatal(err)
	}
	for range 3 { // somebody else may take the port first
		if err = s.run(t, file); err == nil {
			return s
		}
	}
	t.Fatal(err)
	return nil
}

func (s *Server) run(t testing.TB, file string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.Addr = l.Addr().String()
	l.Close()
	said, err := os.CreateTemp(t.TempDir(), "versitygw")
	if err != nil {
		return err
	}
	defer said.Close()
	p := exec.Command(file, "--access", Key, "--secret", Secret, "--port", s.Addr, "--quiet", "posix", "--sidecar", t.TempDir(), s.Dir) // not every file system keeps what is told of a file with it
	p.Stdout, p.Stderr = said, said
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() { p.Wait(); close(ended) }()
	t.Cleanup(func() { p.Process.Kill(); <-ended })
	for {
		select {
		case <-ended:
			text, _ := os.ReadFile(said.Name())
			return fmt.Errorf("versitygw ended: %s", text)
		case <-t.Context().Done():
			return errors.New("versitygw does not listen")
		case <-time.After(10 * time.Millisecond):
		}
		if c, err := net.Dial("tcp", s.Addr); err == nil {
			return c.Close()
		}
	}
}

// URL is the bucket as HILO_FILES names it, at an address: the server's, or a proxy's.
func URL(addr string) string {
	return "s3://" + Bucket + "?endpoint=http://" + addr
}

// Objects are the names of what the bucket holds.
func (s *Server) Objects(t testing.TB) (names []string) {
	t.Helper()
	root := filepath.Join(s.Dir, Bucket)
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(root, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
