//go:build !linux

package engine

import "os/exec"

func tie(*exec.Cmd) {}

func end(cmd *exec.Cmd) { cmd.Process.Kill() }
