// Landscapes, water and plants.

import { inCategory } from './definition.ts';

export const nature = [
  ...inCategory('Nature and Outdoors', [
    { name: 'Nature' },
    { name: 'Outdoors' },
    { name: 'Water' },
    { name: 'Mountain', parents: ['Nature', 'Outdoors'] },
    { name: 'Mountain Range', parents: ['Mountain'], imageNet: '970' },
    { name: 'Valley', parents: ['Mountain'], imageNet: '979' },
    { name: 'Volcano', parents: ['Mountain'], imageNet: '980' },
    { name: 'Cliff', parents: ['Nature', 'Outdoors'], imageNet: '972' },
    { name: 'Geyser', parents: ['Nature', 'Outdoors'], imageNet: '974', trust: 0.5 },
    { name: 'Coast', parents: ['Nature', 'Outdoors', 'Water'] },
    { name: 'Promontory', parents: ['Coast', 'Sea'], imageNet: '976' },
    { name: 'Sea', parents: ['Nature', 'Outdoors', 'Water'] },
    { name: 'Beach', parents: ['Coast', 'Sea'], imageNet: '977 978' },
    { name: 'Lake', parents: ['Nature', 'Outdoors', 'Water'], imageNet: '975' },
    { name: 'Coral Reef', parents: ['Sea', 'Sea Life'], imageNet: '973 109' },
    { name: 'Waterfront', parents: ['Outdoors', 'Water'] },
    { name: 'Pier', parents: ['Waterfront'], imageNet: '460 718' },
    { name: 'Harbor', parents: ['Waterfront'], imageNet: '536' },
    { name: 'Field', parents: ['Nature', 'Outdoors'], imageNet: '958 984' },
    { name: 'Spider Web', imageNet: '815' },
    { name: 'Rock', imageNet: '649' },
    { name: 'Farm', parents: ['Outdoors'] },
  ]),
  ...inCategory('Plants and Flowers', [
    { name: 'Plant' },
    { name: 'Flower', parents: ['Plant'] },
    { name: 'Daisy', parents: ['Flower'], imageNet: '985' },
    { name: 'Orchid', parents: ['Flower'], imageNet: '986' },
    { name: 'Potted Plant', parents: ['Plant'], coco: 'potted plant', imageNet: '738' },
    { name: 'Fungus', parents: ['Plant'], imageNet: '991-996' },
    { name: 'Mushroom', parents: ['Fungus'], imageNet: '947 997' },
    { name: 'Nut', parents: ['Food', 'Plant'], imageNet: '988 990' },
  ]),
];
