package app_test

import (
	"os"
	"testing"

	"hilo/app/logtest"
)

func TestMain(m *testing.M) {
	if addr := os.Getenv(scriptAt); addr != "" {
		script(addr) // of a siege, in a process of its own; it ends when it is killed
	}
	os.Exit(logtest.Main(m))
}
