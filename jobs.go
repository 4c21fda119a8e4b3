package main

import (
	"context"
	"fmt"

	"hilo/app"
)

type jobs struct {
	List  jobsList  `cmd:"" default:"withargs" help:"List them (the default)."`
	Retry jobsRetry `cmd:"" help:"Have one of them done again, or all."`
	Drop  jobsDrop  `cmd:"" help:"Drop one of them, or all; for 30 days it can still be done again."`
}

type jobsList struct {
	JSON bool `name:"json" help:"List them in JSON."`
}

func (j jobsList) Run(ctx context.Context, cfg *app.Config) error {
	all, err := app.GivenUp(ctx, *cfg)
	return show(j.JSON, all, err)
}

type jobsRetry struct {
	ID string `arg:"" help:"Of the job, or all."`
}

func (j jobsRetry) Run(ctx context.Context, cfg *app.Config) error {
	return say(app.RetryJobs(ctx, *cfg, j.ID))
}

type jobsDrop struct {
	ID string `arg:"" help:"Of the job, or all."`
}

func (j jobsDrop) Run(ctx context.Context, cfg *app.Config) error {
	return say(app.DropJobs(ctx, *cfg, j.ID))
}

// say prints what came of a command, if it came to something.
func say(what string, err error) error {
	if err == nil {
		fmt.Println(what)
	}
	return err
}
