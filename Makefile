# What one does with docgen, in one word each. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-site site check accept audit test fresh format lint bench fuzz attack clean

SWIFT ?= swift
SOURCES := Sources Tests Package.swift

help: ## 列出这些命令 (list these commands)
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 14

setup: ## 安装缺少的系统软件包；齐全时什么也不做 (install what is missing, with apt)
	@.ci/setup all

setup-site:
	@.ci/setup site
	@[ -d .build ] || echo "编译 docgen; 第一次要几分钟 (building docgen; the first time this takes some minutes)"

site: setup-site ## docs/ → site/，每个公式都经检查 (build the site, every formula checked)
	$(SWIFT) run docgen build

check: setup-site ## 只检查，不写文件 (check only, write nothing)
	$(SWIFT) run docgen check

accept: setup-site ## 看过差异之后，接受新的数值 (take the new numbers into docs/formulas.lock)
	$(SWIFT) run docgen accept

audit: setup-site ## 逐处改坏公式与代码，看检查是否发现 (break everything on purpose: do the checks notice?)
	$(SWIFT) run docgen audit

test: setup ## 全部测试 (all tests)
	@SWIFT="$(SWIFT)" .ci/test

fresh: ## 在全新的 Debian 12 与 13 里运行 site 与 test，需要 root (both commands on bare systems; as root)
	@.ci/fresh

format: ## 排版源码 (format the sources)
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

lint: ## 检查源码排版 (lint the sources)
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

bench: setup-site ## 计时：本仓库的笔记与生成的笔记 (time docgen, and its peers where they are present)
	@Tests/Bench/bench

fuzz: setup-site ## 随机输入，各 SECONDS_EACH=60 秒 (random input, for so many seconds each)
	$(SWIFT) build --product docgen
	@Tests/Fuzz/fuzz

attack: setup-site ## 随机的真假断言与代码，各 ATTACK_SECONDS=60 秒 (random claims and code of known truth)
	$(SWIFT) build --product docgen
	$(SWIFT) build --product recheck
	@Tests/Attack/attack
	@Tests/Attack/other-libm

clean: ## 删除构建产物；缓存由 docgen clean 删除 (remove what was built; docgen clean removes its cache)
	rm -rf .build
