// The parts that every view is made of: thin dresses over React Aria's behaviour.

import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Switch as AriaSwitch,
  Dialog as BareDialog,
  Heading,
  Label,
  Modal,
  ModalOverlay,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { useMessages } from '../i18n/messages.tsx';
import { Icon, type IconName } from './icon.tsx';

type Look = 'plain' | 'accent' | 'quiet' | 'bad';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  look?: Look;
  icon?: IconName;
  children?: ReactNode;
  className?: string;
}

export function Button({ look = 'plain', icon, children, className = '', ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={`button button-${look} ${className}`}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  icon: IconName;
  label: string;
  /** The single key that does the same. */
  shortcut?: string;
  isOn?: boolean;
}

export function IconButton({
  icon,
  label,
  shortcut,
  isOn,
  look = 'quiet',
  className = '',
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...props}
        aria-label={label}
        {...(isOn !== undefined && { 'aria-pressed': isOn })}
        {...(isOn && { 'data-selected': true })}
        className={`button button-icon button-${look} ${className}`}
      >
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

export type Tone = 'plain' | 'bad' | 'caution' | 'good' | 'accent';

export function Badge({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`badge tone-${tone}`}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </span>
  );
}

export function Notice({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <div className={`notice tone-${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** What a view shows when it has nothing to show, and why. */
export function StateView({
  icon,
  title,
  level = 1,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  /** 2 where the view has a heading of its own. */
  level?: 1 | 2;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Title = `h${level}` as const;
  return (
    <div className="state">
      <Icon name={icon} size={44} />
      <Title>{title}</Title>
      {children && <div>{children}</div>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}

export function Loading() {
  const t = useMessages();
  return (
    <div className="state" role="status">
      <Icon name="running" size={28} className="spinner" />
      <span>{t.loading}</span>
    </div>
  );
}

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  role = 'dialog',
}: {
  title: string;
  isOpen: boolean;
  onClose(): void;
  children: ReactNode;
  role?: 'dialog' | 'alertdialog';
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={role === 'dialog'}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="dialog">
        <BareDialog role={role}>
          <Heading slot="title">{title}</Heading>
          {children}
        </BareDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function Switch({
  isOn,
  onChange,
  children,
}: {
  isOn: boolean;
  onChange(isOn: boolean): void;
  children: ReactNode;
}) {
  return (
    <AriaSwitch className="switch" isSelected={isOn} onChange={onChange}>
      <span className="track" />
      <span>{children}</span>
    </AriaSwitch>
  );
}

export function PercentSlider({
  label,
  value,
  onChange,
  min = 0,
}: {
  label: string;
  value: number;
  onChange(value: number): void;
  min?: number;
}) {
  return (
    <Slider
      className="slider"
      value={value}
      onChange={(next) => onChange(next as number)}
      minValue={min}
      maxValue={100}
    >
      <Label>{label}</Label>
      <SliderOutput>{({ state }) => `${state.values[0]} %`}</SliderOutput>
      <SliderTrack className="track">
        <SliderThumb className="thumb" />
      </SliderTrack>
    </Slider>
  );
}

export function Progress({ ratio, label }: { ratio: number; label: string }) {
  const bounded = Math.min(1, Math.max(0, ratio));
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(bounded * 100)}
    >
      <i style={{ transform: `scaleX(${bounded})` }} />
    </div>
  );
}
