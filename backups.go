package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"hilo/app"
)

type backup struct {
	Dir     string `arg:"" help:"Folder of backups, outside the data folder; best on another disk."`
	Keep    int    `help:"How many backups stay there, the newest; 0: all."`
	Secrets bool   `help:"The keys too: whoever has them and the database can guess codes."`
	JSON    bool   `name:"json" help:"Tell what came of it in JSON."`
}

func (b backup) Run(ctx context.Context, cfg *app.Config) error {
	made, err := app.Backup(ctx, *cfg, b.Dir, b.Keep, b.Secrets, tell)
	return show(b.JSON, made, err)
}

type restore struct {
	From string `arg:"" help:"A backup, or a folder of backups: then the newest."`
	JSON bool   `name:"json" help:"Tell what came of it in JSON."`
}

func (r restore) Run(ctx context.Context, cfg *app.Config) error {
	restored, err := app.Restore(ctx, *cfg, r.From, tell)
	return show(r.JSON, restored, err)
}

// tell says how far a command is, where it is in nobody's way.
func tell(line string) { fmt.Fprintln(os.Stderr, line) }

// show prints what came of a command, if it came to something.
func show(asJSON bool, what fmt.Stringer, err error) error {
	switch {
	case err != nil && !errors.Is(err, app.ErrFilesMissing):
		return err
	case !asJSON:
		fmt.Print(what)
		return err
	}
	return errors.Join(json.NewEncoder(os.Stdout).Encode(what), err)
}
