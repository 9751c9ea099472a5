" SPDX-License-Identifier: BSD-2-Clause
" Vim: the change that you are making to a zone, judged against HEAD.  Source it from your vimrc,
" or put it into ~/.vim/plugin.  With ALE the buffer is judged while you type; without it
" `:Zonevet` judges the buffer as it is, and fills the quickfix list.

let g:zonevet_errorformat = '%f:%l:%c: %t%*[a-z]: %m,zonevet: %t%*[a-z]: %m'

function! ZonevetJudge() abort
  let l:command = 'zonevet check --stdin-filename ' . shellescape(expand('%')) . ' -f gcc -'
  let l:lines = systemlist(l:command, join(getline(1, '$'), "\n") . "\n")
  call setqflist([], ' ', {'lines': l:lines, 'efm': g:zonevet_errorformat, 'title': 'zonevet'})
  cwindow
endfunction
command! Zonevet call ZonevetJudge()

function! ZonevetHandle(buffer, lines) abort
  let l:found = []
  for l:line in a:lines
    let l:parts = matchlist(l:line, '\v^.{-}:(\d+):(\d+): (error|warning|note): (.*) \[([a-z0-9-]+)\]$')
    if !empty(l:parts)
      call add(l:found, {'lnum': str2nr(l:parts[1]), 'col': str2nr(l:parts[2]), 'text': l:parts[4],
            \ 'code': l:parts[5], 'type': {'error': 'E', 'warning': 'W', 'note': 'I'}[l:parts[3]]})
    endif
  endfor
  return l:found
endfunction

augroup zonevet
  autocmd!
  autocmd BufNewFile,BufRead *.zone setfiletype bindzone
  autocmd VimEnter * if exists('*ale#linter#Define') || !empty(globpath(&runtimepath, 'autoload/ale/linter.vim'))
        \ | call ale#linter#Define('bindzone', {'name': 'zonevet', 'executable': 'zonevet',
        \ 'command': '%e check --stdin-filename %s -f gcc -', 'callback': 'ZonevetHandle'}) | endif
augroup END
