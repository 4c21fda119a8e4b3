package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"hilo/app"
)

type examine struct {
	named
	Settings string        `help:"File of settings, such as the service has them (/etc/hilo/hilo.env): they go before those of the environment."`
	Send     string        `help:"Send a trial mail to this address."`
	Stream   time.Duration `default:"1m" help:"How long a stream is listened to."`
	Within   time.Duration `default:"2m" help:"How long all may take."`
	JSON     bool          `name:"json" help:"Tell it in JSON."`
}

// BeforeReset reads the settings of a file before kong reads those of the environment.
func (examine) BeforeReset(k *kong.Context) error {
	for _, f := range k.Flags() {
		if file, given := k.FlagValue(f).(string); f.Name == "settings" && given && file != "" {
			return readSettings(file)
		}
	}
	return nil
}

func (e examine) Run(ctx context.Context, cfg *app.Config, k *kong.Context) error {
	cfg.Name = e.Name
	report := app.Doctor(ctx, *cfg, app.Examination{Slips: misspelled(k.Model), Send: e.Send, Stream: e.Stream, Within: e.Within, Now: time.Now, Tell: waiting})
	if err := show(e.JSON, report, nil); err != nil {
		return err
	}
	if n := report.Fixes(); n > 0 {
		return fmt.Errorf("%d of %d checks say what to fix", n, len(report))
	}
	return nil
}

// waiting says what takes long to who looks at a terminal.
func waiting(line string) {
	if isatty.IsTerminal(os.Stderr.Fd()) {
		tell(line)
	}
}

// readSettings puts the lines of a file into the environment, as systemd does (systemd.exec(5),
// EnvironmentFile): NAME=value, maybe in quotes; # and ; begin remarks.
func readSettings(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		name, value, named := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !named || name == "" || strings.ContainsAny(name, " \t\"'") {
			return fmt.Errorf("%s: line %d is no setting like NAME=value", file, n)
		}
		if err := os.Setenv(name, unquoted(strings.TrimSpace(value))); err != nil {
			return fmt.Errorf("%s: line %d: %w", file, n, err)
		}
	}
	tidy()
	return lines.Err()
}

func unquoted(value string) string {
	if n := len(value); n > 1 && value[0] == value[n-1] && (value[0] == '"' || value[0] == '\'') {
		return value[1 : n-1]
	}
	return value
}
