package app_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tellsSystemd: the service manager hears when the program can be asked and when it ends,
// and so does who asks by healthcheck.
func tellsSystemd(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	socket := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	ok(t, err)
	defer manager.Close()
	hears := func(want string) {
		t.Helper()
		said := make([]byte, 100)
		ok(t, manager.SetReadDeadline(time.Now().Add(30*time.Second)))
		n, err := manager.Read(said)
		if ok(t, err); string(said[:n]) != want {
			t.Errorf("the manager hears %q, want %q", said[:n], want)
		}
	}
	checks := func(exits int, says string) {
		t.Helper()
		code, out, said, err := site.Run(ctx, "healthcheck")
		if ok(t, err); code != exits || !strings.Contains(out+said, says) || strings.Count(out+said, "\n") != 1 {
			t.Errorf("healthcheck exits %d and says %q", code, out+said)
		}
	}
	checks(1, "no server answers at "+site.Addr)
	_, port, _ := net.SplitHostPort(site.Addr)
	site.Env = []string{"NOTIFY_SOCKET=" + socket, "HILO_ADDR=:" + port, "HILO_DATABASE=hilo.db"} // in the folder that it runs in
	running := serve(ctx, t, site)
	hears("READY=1")
	checks(0, "ready")
	_, code := running.Stop()
	hears("STOPPING=1")
	if said := site.Log(); code != 0 || strings.Contains(said, "not told") || !strings.Contains(said, " is in "+filepath.Join(site.Dir, "setup-link")) {
		t.Errorf("serve exits %d and says %q", code, said)
	}
	site.Env = []string{"NOTIFY_SOCKET=" + socket + "/none"} // it serves all the same
	if _, code := serve(ctx, t, site).Stop(); code != 0 || !strings.Contains(site.Log(), "the service manager is not told") {
		t.Errorf("serve exits %d", code)
	}
	sick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
	}))
	defer sick.Close()
	site.Env = []string{"HILO_ADDR=" + sick.Listener.Addr().String(), "HTTP_PROXY=http://127.0.0.1:1"}
	checks(1, `503 Service Unavailable: "not ready"`)
}
