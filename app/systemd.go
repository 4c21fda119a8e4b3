package app

import (
	"log/slog"
	"net"
	"os"
)

// tellSystemd tells the service manager how this program stands: a datagram to the socket
// that it names, as sd_notify(3) has it. Without a socket nobody wants to know.
func tellSystemd(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	conn, err := net.Dial("unixgram", socket)
	if err == nil {
		defer conn.Close()
		_, err = conn.Write([]byte(state))
	}
	if err != nil {
		slog.Warn("the service manager is not told", "state", state, "err", err)
	}
}
