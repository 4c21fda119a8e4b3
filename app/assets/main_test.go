package assets

import (
	"os"
	"testing"

	"hilo/app/logtest"
)

func TestMain(m *testing.M) { os.Exit(logtest.Main(m)) }
