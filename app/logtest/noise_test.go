package logtest

import (
	"fmt"
	"log"
	"log/slog"
	"os"
)

func noise() {
	slog.Error("slog says", "stack", "goroutine 1")
	log.Print("log says")
	fmt.Fprintln(os.Stderr, "stderr says")
}
