// Command hilo serves a support-ticket portal.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"hilo/app"
)

type commands struct {
	app.Config
	About kong.VersionFlag `name:"version" help:"Print the version."`

	Serve   serve      `cmd:"" default:"withargs" help:"Serve the portal (the default); --name is the installation's ($HILO_NAME)."`
	Staff   staff      `cmd:"" help:"Add or remove agents."`
	Migrate migrate    `cmd:"" help:"Bring the database up to date."`
	Backup  backup     `cmd:"" help:"Copy the installation into a folder, also while it is served; a folder holds many. Exits 3 if files are missing, 1 if there is no backup."`
	Restore restore    `cmd:"" help:"Lay out the installation from a backup, into an empty place. Exits 3 if files are missing, 1 if nothing was restored."`
	Jobs    jobs       `cmd:"" help:"List what was given up, such as mails that no server took; have it done again, or drop it."`
	Doctor  examine    `cmd:"" help:"Look at the installation, served or not, as its operator and its people see it; exits 1 if something is to be fixed."`
	Health  health     `cmd:"" name:"healthcheck" help:"Ask the server that listens here whether it is ready; exits 0 or 1."`
	Version version    `cmd:"" help:"Print the version."`
	Help    helpScreen `cmd:"" help:"Print this help."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	told := log()
	tidy()
	var c commands
	parser := kong.Must(&c, kong.Name("hilo"), kong.Description("A support-ticket portal: one problem, one ticket, one thread."),
		kong.Vars{"version": app.Version()}, kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&c.Config))
	run, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "hilo:", advise(parser.Model, err))
		os.Exit(1)
	}
	if run.Command() != "doctor" { // which says it itself
		for _, line := range misspelled(parser.Model) {
			fmt.Fprintln(os.Stderr, "hilo:", line)
		}
	}
	err = run.Run()
	if told(); err != nil {
		fmt.Fprintln(os.Stderr, "hilo:", err)
		if errors.Is(err, app.ErrFilesMissing) {
			os.Exit(3)
		}
		os.Exit(1)
	}
}

// log makes the log: for people on a terminal, else for machines. What it returns
// writes the last of it.
func log() (end func()) {
	var lines slog.Handler = slog.NewJSONHandler(os.Stderr, nil)
	if isatty.IsTerminal(os.Stderr.Fd()) {
		lines = slog.NewTextHandler(os.Stderr, nil)
	}
	calm, end := app.Log(lines)
	slog.SetDefault(calm)
	return end
}

// tidy lets an empty setting be one that is not set, and on and off be what they say.
func tidy() {
	for _, setting := range os.Environ() {
		switch name, value, _ := strings.Cut(setting, "="); {
		case !strings.HasPrefix(name, "HILO_"):
		case value == "":
			os.Unsetenv(name)
		case slices.Contains([]string{"HILO_DEV", "HILO_PUSH_ALLOW_LOOPBACK", "HILO_ALLOW_PROGRAMS"}, name):
			if word, ok := map[string]string{"on": "true", "off": "false"}[strings.ToLower(value)]; ok {
				os.Setenv(name, word)
			}
		}
	}
}

// named is for commands without a --name of their own.
type named struct {
	Name string `env:"HILO_NAME" default:"Hilo" help:"Name of the installation."`
}

type serve struct {
	named
	NewSecret bool `help:"Serve with other keys than before, where those are lost: everybody signs in anew; passkeys, devices and links in mails are cleared."`
}

func (s serve) Run(ctx context.Context, cfg *app.Config) error {
	cfg.Name, cfg.NewSecret = s.Name, s.NewSecret
	return app.Serve(ctx, *cfg)
}

type staff struct {
	Add    staffAdd    `cmd:"" help:"Make an agent and print their one-time sign-in link (24 hours)."`
	Remove staffRemove `cmd:"" help:"Take the desk from an agent."`
}

type staffAdd struct {
	Email string `arg:"" help:"Their address."`
	Name  string `required:"" help:"Their name; customers see the first word."`
	Admin bool   `help:"An admin."`
}

func (s staffAdd) Run(ctx context.Context, cfg *app.Config) error {
	link, err := app.AddStaff(ctx, *cfg, s.Email, s.Name, s.Admin)
	if err == nil {
		fmt.Println(link)
	}
	return err
}

type staffRemove struct {
	Email string `arg:"" help:"Their address."`
}

func (s staffRemove) Run(ctx context.Context, cfg *app.Config) error {
	return app.RemoveStaff(ctx, *cfg, s.Email)
}

type migrate struct {
	Reindex bool `help:"Make the index of search anew too."`
}

func (m migrate) Run(ctx context.Context, cfg *app.Config) error {
	return app.Upgrade(ctx, *cfg, m.Reindex)
}

type health struct{}

func (health) Run(ctx context.Context, cfg *app.Config) error {
	said, err := app.Healthcheck(ctx, *cfg)
	if err == nil {
		fmt.Println(said)
	}
	return err
}

type version struct{}

func (version) Run() error {
	fmt.Println(app.Version())
	return nil
}

type helpScreen struct {
	Command []string `arg:"" optional:"" hidden:""`
}

func (helpScreen) Run(k *kong.Context) error {
	k.Path = k.Path[:1]
	return k.PrintUsage(false)
}
